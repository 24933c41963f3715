"""What each drawn picture shows, in English and French, and where the eye should stay."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caption:
    """Title, alternative text and focal point (fractions of width and height) of a picture."""

    title_en: str
    title_fr: str
    alt_en: str
    alt_fr: str
    focal: tuple[float, float]


CAPTIONS: dict[str, Caption] = {
    "women-stirring-soap": Caption(
        "Stirring the soap",
        "On remue le savon",
        "A woman in an indigo headscarf stirs a large iron pot of soap with a long paddle; behind"
        " her a second woman crouches over a basin and a third brings another.",
        "Une femme au foulard indigo remue une grande marmite de savon avec une longue spatule ; "
        "derrière elle, une femme accroupie travaille dans une bassine, une autre en apporte une.",
        (0.42, 0.45),
    ),
    "hills-of-sanankoro": Caption(
        "The hills of Sanankoro",
        "Les collines de Sanankoro",
        "Two women with loads on their heads follow a path towards small houses below flat-topped"
        " hills, the sun low on the left.",
        "Deux femmes, une charge sur la tête, suivent un sentier vers de petites maisons au pied "
        "de collines tabulaires ; le soleil est bas, à gauche.",
        (0.5, 0.62),
    ),
    "courtyard-kalabambougou": Caption(
        "A courtyard in Kalabambougou",
        "Une cour à Kalabambougou",
        "Two women work at a basin in the shade of a mango tree; soap dries on a rack, cloths "
        "hang on a line along the mud wall.",
        "Deux femmes travaillent autour d'une bassine à l'ombre d'un manguier ; du savon sèche "
        "sur une étagère, des pagnes pendent le long du mur de terre.",
        (0.72, 0.62),
    ),
    "street-boulkassoumbougou": Caption(
        "A street in Boulkassoumbougou",
        "Une rue de Boulkassoumbougou",
        "A woman with a basin of soap on her head walks up a sandy street with a child, between "
        "mud houses and washing lines.",
        "Une femme, une bassine de savon sur la tête, remonte une rue de sable avec un enfant, "
        "entre des maisons de terre et du linge qui sèche.",
        (0.47, 0.6),
    ),
    "river-at-dusk": Caption(
        "The Niger at dusk",
        "Le Niger au crépuscule",
        "A woman stands at the back of a pirogue and poles it across the river; another sits "
        "among a sack and a basin, the sun on the water behind them.",
        "Debout à l'arrière d'une pirogue, une femme la pousse à la perche ; une autre est assise"
        " entre un sac et une bassine, le soleil sur l'eau derrière elles.",
        (0.48, 0.6),
    ),
    "market-sikoro": Caption(
        "Market day in Sikoro",
        "Jour de marché à Sikoro",
        "Seen from behind, two customers stand before three sellers who sit under striped "
        "awnings, with calabashes, shea nuts and bars of soap.",
        "Vues de dos, deux clientes devant trois vendeuses assises sous des auvents rayés, avec "
        "des calebasses, des noix de karité et des savons.",
        (0.5, 0.55),
    ),
    "hands-shaping-balls": Caption(
        "Shaping gabakourouni",
        "Le façonnage du gabakourouni",
        "Two hands with brass bangles press a large ball of soap into shape above a wooden tray "
        "of finished balls.",
        "Deux mains aux bracelets de laiton façonnent une grosse boule de savon au-dessus d'un "
        "plateau de boules terminées.",
        (0.5, 0.55),
    ),
    "pouring-soap": Caption(
        "Pouring the soap",
        "Le savon est coulé",
        "Two hands tip a carved calabash; cream-coloured soap runs into the compartments of a "
        "wooden mould.",
        "Deux mains inclinent une calebasse gravée ; le savon couleur crème coule dans les cases "
        "d'un moule en bois.",
        (0.42, 0.5),
    ),
    "cutting-bars": Caption(
        "Cutting the bars",
        "La coupe des savons",
        "One hand steadies a block of soap, the other cuts slices with a long knife; five stamped"
        " bars lie in front.",
        "Une main tient un bloc de savon, l'autre le tranche avec un long couteau ; devant, cinq "
        "savons estampés.",
        (0.5, 0.55),
    ),
    "drying-racks": Caption(
        "On the drying racks",
        "Sur les étagères de séchage",
        "A woman in an ochre headscarf sets a bar of soap on a long wooden rack; rows of bars dry"
        " in the evening sun.",
        "Une femme au foulard ocre pose un savon sur une longue étagère de bois ; les rangées de "
        "savons sèchent au soleil du soir.",
        (0.64, 0.5),
    ),
    "weighing-shea": Caption(
        "Weighing the shea",
        "La pesée du karité",
        "A woman adjusts a brass balance: shea butter in one pan, weights in the other, the "
        "ledger open on the table.",
        "Une femme règle une balance de laiton : du beurre de karité d'un côté, des poids de "
        "l'autre, le cahier ouvert sur la table.",
        (0.42, 0.45),
    ),
    "shea-nuts": Caption(
        "Sorting shea nuts",
        "Le tri des noix de karité",
        "From above, a hand sorts brown shea nuts in a wide bowl on indigo cloth.",
        "Vue d'en haut, une main trie des noix de karité brunes dans un large plat posé sur un "
        "tissu indigo.",
        (0.56, 0.55),
    ),
    "savings-circle": Caption(
        "The savings circle",
        "Le cercle d'épargne",
        "Eight women sit in a circle under a mango tree around a blue box with three locks and an"
        " open ledger.",
        "Huit femmes assises en cercle sous un manguier, autour d'une caisse bleue à trois "
        "cadenas et d'un cahier ouvert.",
        (0.5, 0.62),
    ),
    "counting-savings": Caption(
        "Counting the savings",
        "On compte l'épargne",
        "Two hands over a patterned cloth: one stacks coins, the other rests by an open ledger; "
        "the blue savings box stands on the left.",
        "Deux mains sur un tissu à motifs : l'une empile des pièces, l'autre est posée près d'un "
        "cahier ouvert ; à gauche, la caisse bleue.",
        (0.6, 0.6),
    ),
    "washing-hands-child": Caption(
        "Before touching food",
        "Avant de toucher au repas",
        "A woman crouches and pours water from a striped kettle over the hands of a small child; "
        "a bar of soap lies beside the basin.",
        "Accroupie, une femme verse l'eau d'une bouilloire rayée sur les mains d'un petit enfant "
        "; un savon est posé près de la bassine.",
        (0.6, 0.65),
    ),
    "carrying-basin": Caption(
        "Soap for the market",
        "Du savon pour le marché",
        "A woman steadies a basin stacked with soap on her head with one hand; the sun sets "
        "behind hills and low houses.",
        "D'une main, une femme tient sur sa tête une bassine pleine de savons ; le soleil se "
        "couche derrière les collines et les maisons basses.",
        (0.45, 0.3),
    ),
    "evening-meeting": Caption(
        "The evening meeting",
        "La réunion du soir",
        "Eight women sit around a lit lantern under the stars, with a ledger and the savings box "
        "on a woven mat.",
        "Huit femmes assises autour d'une lanterne allumée, sous les étoiles ; sur une natte, un "
        "cahier et la caisse d'épargne.",
        (0.5, 0.65),
    ),
    "clinic-door": Caption(
        "At the door of the clinic",
        "À la porte du centre de santé",
        "A mother with a baby tied to her back walks to an open green door; another woman waits "
        "on a stool.",
        "Une mère, son bébé attaché dans le dos, marche vers une porte verte ouverte ; une autre "
        "femme attend sur un tabouret.",
        (0.4, 0.55),
    ),
    "walking-uphill": Caption(
        "The way up to Lassa",
        "La montée vers Lassa",
        "Four women climb a hillside one behind the other at sunset, basins and calabashes on "
        "their heads, their shadows long on the slope.",
        "Quatre femmes montent une colline l'une derrière l'autre au coucher du soleil, bassines "
        "et calebasses sur la tête, leurs ombres longues sur la pente.",
        (0.4, 0.5),
    ),
    "notebook-and-box": Caption(
        "The ledger and the box",
        "Le cahier et la caisse",
        "A blue savings box with three padlocks, an open ledger, stacks of coins and a bar of "
        "soap on bogolan cloth, in window light.",
        "Une caisse d'épargne bleue à trois cadenas, un cahier ouvert, des piles de pièces et un "
        "savon sur un bogolan, à la lumière d'une fenêtre.",
        (0.55, 0.62),
    ),
    "portrait-1": Caption(
        "A woman beside a bogolan",
        "Une femme près d'un bogolan",
        "Profile of a woman in an ochre headscarf and white blouse with a gold necklace, before a"
        " hanging bogolan cloth; her face is in shade.",
        "Profil d'une femme au foulard ocre et à la blouse blanche, un collier doré au cou, "
        "devant un bogolan suspendu ; son visage est dans l'ombre.",
        (0.46, 0.35),
    ),
    "portrait-2": Caption(
        "Looking at the hills",
        "Face aux collines",
        "A woman in a white headscarf and an indigo shawl, seen from behind, looks at the hills "
        "and the setting sun.",
        "De dos, une femme au foulard blanc et au châle indigo regarde les collines et le soleil "
        "couchant.",
        (0.55, 0.42),
    ),
    "portrait-3": Caption(
        "In the doorway",
        "Sur le seuil",
        "A woman in a green headscarf and an embroidered ochre blouse by a doorway with a "
        "patterned curtain; her face is only suggested.",
        "Une femme au foulard vert et à la blouse ocre brodée, près d'une porte au rideau à "
        "motifs ; son visage est seulement suggéré.",
        (0.42, 0.4),
    ),
    "portrait-4": Caption(
        "By the drying racks",
        "Près des étagères",
        "Profile of a woman in a long red headscarf and a leaf-patterned shawl, turned to racks "
        "of drying soap under a mango branch.",
        "Profil d'une femme au long foulard rouge et au châle à feuilles, tournée vers le savon "
        "qui sèche, sous une branche de manguier.",
        (0.56, 0.42),
    ),
    "portrait-5": Caption(
        "Light on the wall",
        "Lumière sur le mur",
        "A woman in a tall checked headscarf and a blue bazin blouse before a sunlit clay wall "
        "with a water jar on a shelf; her face is half in shade.",
        "Une femme au haut foulard à carreaux et à la blouse de bazin bleu devant un mur de terre"
        " ensoleillé, une jarre sur l'étagère ; son visage est à demi dans l'ombre.",
        (0.52, 0.38),
    ),
    "portrait-6": Caption(
        "Soap on its way",
        "Le savon en route",
        "From behind, a woman in a dark patterned blouse steadies a wide basin of soap bars on "
        "her head; houses in the distance.",
        "De dos, une femme à la blouse sombre à motifs tient sur sa tête une large bassine de "
        "savons ; des maisons au loin.",
        (0.56, 0.36),
    ),
    "soap-shea-bar": Caption(
        "Shea toilet soap",
        "Savon de toilette au karité",
        "Two cream-coloured bars stamped with a comb figure, on a bogolan cloth with three shea "
        "nuts.",
        "Deux savons couleur crème estampés d'un peigne, sur un bogolan, avec trois noix de "
        "karité.",
        (0.46, 0.55),
    ),
    "soap-laundry-bar": Caption(
        "Laundry soap",
        "Savon de lessive",
        "Three long ochre bars of laundry soap, stacked and scored for breaking, on an indigo "
        "cloth.",
        "Trois longs savons de lessive ocre, empilés et marqués pour être cassés, sur un tissu "
        "indigo.",
        (0.48, 0.58),
    ),
    "soap-gabakourouni": Caption(
        "Gabakourouni",
        "Gabakourouni",
        "Seven round balls of dish-washing soap, shaped by hand, piled on a shallow ochre plate.",
        "Sept boules de savon à vaisselle, façonnées à la main, empilées sur un plat ocre.",
        (0.48, 0.58),
    ),
    "soap-liquid-bottle": Caption(
        "Liquid soap",
        "Savon liquide",
        "A tall and a small bottle of honey-coloured liquid soap with cloth labels, and two "
        "leaves.",
        "Une grande et une petite bouteille de savon liquide couleur miel, étiquettes de tissu, "
        "et deux feuilles.",
        (0.45, 0.55),
    ),
    "soap-honey-bar": Caption(
        "Honey soap",
        "Savon au miel",
        "Two golden bars stamped with a comb figure in front of a calabash of honey.",
        "Deux savons dorés estampés d'un peigne devant une calebasse de miel.",
        (0.48, 0.56),
    ),
    "soap-gift-parcel": Caption(
        "A parcel of soap",
        "Un colis de savons",
        "Soap wrapped in bogolan cloth and knotted on top, with a bar, a round soap and a small "
        "card.",
        "Du savon noué dans un bogolan, avec une savonnette, une boule et une petite carte.",
        (0.48, 0.6),
    ),
    "group-kotognontala": Caption(
        "Kotognontala",
        "Kotognontala",
        "Six women of the Kotognontala group, four standing and two seated, by a rack of soap in "
        "their courtyard.",
        "Six femmes du groupe Kotognontala, quatre debout et deux assises, près d'une étagère de "
        "savons dans leur cour.",
        (0.6, 0.5),
    ),
    "group-benkadi": Caption(
        "Bènkadi",
        "Bènkadi",
        "Seven women of the Bènkadi group before the hills at sunset, with bars of soap, shea "
        "nuts and a calabash at their feet.",
        "Sept femmes du groupe Bènkadi devant les collines au couchant ; à leurs pieds, des "
        "savons, des noix de karité et une calebasse.",
        (0.5, 0.5),
    ),
    "group-sigida-yiriwa": Caption(
        "Sigida Yiriwa Ton 1",
        "Sigida Yiriwa Ton 1",
        "Women of the Sigida Yiriwa savings group gather under a large mango tree around their "
        "blue savings box.",
        "Les femmes du groupe d'épargne Sigida Yiriwa réunies sous un grand manguier autour de "
        "leur caisse bleue.",
        (0.55, 0.6),
    ),
    "group-boulkassoumbougou": Caption(
        "The widows of Boulkassoumbougou",
        "Les veuves de Boulkassoumbougou",
        "Six women of the widows' group, some seated, some standing, before a pale wall with "
        "a doorway; round soaps lie on the ground.",
        "Six femmes du groupe des veuves, certaines assises, d'autres debout, devant un mur "
        "pâle et une porte ; des savons ronds sont posés au sol.",
        (0.55, 0.5),
    ),
    "group-sabalibougou": Caption(
        "Sabalibougou at work",
        "Sabalibougou au travail",
        "Six women of Sabalibougou around a steaming pot of soap: one stirs, one bends over a "
        "basin, one arrives with a load on her head.",
        "Six femmes de Sabalibougou autour d'une marmite fumante : l'une remue, l'une se penche "
        "sur une bassine, une autre arrive, une charge sur la tête.",
        (0.48, 0.55),
    ),
}
