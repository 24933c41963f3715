"""The words of the payment page, in English and French."""

from __future__ import annotations

from collections.abc import Mapping

from . import billing_texts

LANGUAGES = ("en", "fr")

ENGLISH = {
    "test_mode": "Test mode: no money moves.",
    "test_mode_more": "This page stands in for the payment service. Never type a real card here.",
    "choose_card": "Choose a test card",
    "pay_merchant": "Pay {merchant}",
    "summary": "What you are paying",
    "quantity": "Quantity {quantity}, {unit} each",
    "total": "Total",
    "form": "Payment details",
    "email": "E-mail",
    "number": "Card number",
    "expiry": "Expiry date",
    "expiry_hint": "Month and year: 12/34",
    "cvc": "Security code",
    "cvc_hint": "CVC, 3 digits",
    "name": "Name on card",
    "pay": "Pay {total}",
    "donate": "Donate {total}",
    "book": "Book for {total}",
    "cancel": "Cancel and go back",
    "cards_intro": "Press a card to fill in the form, then pay.",
    "card_4242424242424242": "Pays",
    "card_4000000000000002": "Is declined",
    "card_4000000000009995": "Is declined: insufficient funds",
    "card_4000002500003155": "Asks for 3-D Secure first",
    "card_4000002760003184": "Asks for 3-D Secure, each month again",
    "card_4000000000000259": "Pays, is disputed later",
    "card_4000000000000341": "Pays, fails when a monthly payment renews",
    "card_bank_debit_succeeds": "Bank debit: the money comes later",
    "card_bank_debit_fails": "Bank debit: fails later",
    "problems": "Please look at this again:",
    "error_email": "Enter an e-mail address, such as name@example.org.",
    "error_number": "Enter one of the test card numbers of this page.",
    "error_expiry": "Enter a month and a year that have not passed, such as 12/34.",
    "error_cvc": "Enter the three digits on the back of the card.",
    "error_name": "Enter the name on the card.",
    "generic_decline": "Your card was declined. Nothing was paid. Try another card.",
    "insufficient_funds": "Your card has insufficient funds. Nothing was paid. Try another card.",
    "authentication_failed": "The bank could not confirm that it is you. Nothing was paid. Try "
    "again or use another card.",
    "authentication_missing": "The confirmation is no longer open. Please pay again.",
    "authenticate_title": "Your bank asks: is it you?",
    "authenticate_text": "{merchant} asks for {total}. A real bank would send you a code now (3-D "
    "Secure).",
    "authenticate_complete": "Yes, confirm the payment",
    "authenticate_fail": "No, refuse it",
    "paid_title": "Already paid",
    "paid_text": "This payment is complete. You cannot pay twice.",
    "paid_link": "Continue",
    "expired_title": "This payment page has expired",
    "expired_text": "Nothing was paid. Go back and start again.",
    "expired_link": "Go back",
    "unknown_title": "No such payment page",
    "unknown_text": "The address is wrong, or the sandbox was emptied since.",
    "home_title": "Stripe sandbox",
    "home_text": "A local stand-in for Stripe, in test mode. Payment pages are opened by the shop.",
}

FRENCH = {
    "test_mode": "Mode test : aucun argent ne circule.",
    "test_mode_more": "Cette page remplace le service de paiement. N’y saisissez jamais une vraie "
    "carte.",
    "choose_card": "Choisir une carte de test",
    "pay_merchant": "Payer {merchant}",
    "summary": "Ce que vous payez",
    "quantity": "Quantité {quantity}, {unit} l’unité",
    "total": "Total",
    "form": "Détails du paiement",
    "email": "E-mail",
    "number": "Numéro de carte",
    "expiry": "Date d’expiration",
    "expiry_hint": "Mois et année : 12/34",
    "cvc": "Code de sécurité",
    "cvc_hint": "CVC, 3 chiffres",
    "name": "Nom sur la carte",
    "pay": "Payer {total}",
    "donate": "Donner {total}",
    "book": "Réserver pour {total}",
    "cancel": "Annuler et revenir",
    "cards_intro": "Appuyez sur une carte pour remplir le formulaire, puis payez.",
    "card_4242424242424242": "Paie",
    "card_4000000000000002": "Est refusée",
    "card_4000000000009995": "Est refusée : provision insuffisante",
    "card_4000002500003155": "Demande d’abord 3-D Secure",
    "card_4000002760003184": "Demande 3-D Secure, chaque mois",
    "card_4000000000000259": "Paie, puis est contestée",
    "card_4000000000000341": "Paie, puis échoue au renouvellement mensuel",
    "card_bank_debit_succeeds": "Prélèvement : l’argent arrive plus tard",
    "card_bank_debit_fails": "Prélèvement : échoue plus tard",
    "problems": "Merci de vérifier :",
    "error_email": "Saisissez une adresse e-mail, par exemple nom@exemple.org.",
    "error_number": "Saisissez l’un des numéros de test de cette page.",
    "error_expiry": "Saisissez un mois et une année à venir, par exemple 12/34.",
    "error_cvc": "Saisissez les trois chiffres au dos de la carte.",
    "error_name": "Saisissez le nom inscrit sur la carte.",
    "generic_decline": "Votre carte a été refusée. Rien n’a été payé. Essayez une autre carte.",
    "insufficient_funds": "Provision insuffisante. Rien n’a été payé. Essayez une autre carte.",
    "authentication_failed": (
        "La banque n’a pas pu confirmer que c’est vous. Rien n’a été payé. Réessayez ou prenez "
        "une autre carte."
    ),
    "authentication_missing": "La confirmation n’est plus ouverte. Merci de payer à nouveau.",
    "authenticate_title": "Votre banque demande : est-ce vous ?",
    "authenticate_text": "{merchant} demande {total}. Une vraie banque vous enverrait un code "
    "maintenant (3-D Secure).",
    "authenticate_complete": "Oui, confirmer le paiement",
    "authenticate_fail": "Non, le refuser",
    "paid_title": "Déjà payé",
    "paid_text": "Ce paiement est terminé. On ne peut pas payer deux fois.",
    "paid_link": "Continuer",
    "expired_title": "Cette page de paiement a expiré",
    "expired_text": "Rien n’a été payé. Revenez en arrière et recommencez.",
    "expired_link": "Revenir",
    "unknown_title": "Page de paiement introuvable",
    "unknown_text": "L’adresse est fausse, ou le bac à sable a été vidé depuis.",
    "home_title": "Bac à sable Stripe",
    "home_text": "Un remplaçant local de Stripe, en mode test. Les pages de paiement s’ouvrent "
    "depuis la boutique.",
}

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {**ENGLISH, **billing_texts.ENGLISH},
    "fr": {**FRENCH, **billing_texts.FRENCH},
}


def language_of(locale: str | None, accepted: str) -> str:
    """The session's locale decides; without one (or with `auto`) the browser's first language that
    we have.
    """
    if locale and locale != "auto":
        return "fr" if locale.startswith("fr") else "en"
    ranked = []
    for position, part in enumerate(accepted.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), position, tag[:2].lower()))
        except ValueError:
            continue
    return next((tag for _, _, tag in sorted(ranked) if tag in LANGUAGES), "en")
