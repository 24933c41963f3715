/* Enhancements only: every page works without this file. */

/** How many bars are in the basket. Pages are cached for everybody, so the number is asked for. */
async function showBasketCount(link) {
  const response = await fetch(link.dataset.basketCount, { credentials: "same-origin" });
  if (!response.ok) return;
  const { count } = await response.json();
  if (count > 0) link.append(` (${count})`);
}

/** "Give" becomes "Give $40" while an amount is chosen or typed.
 *  <form data-amount-preview="Give {amount}" data-currency="USD"> with a text field named "amount",
 *  radio buttons named "suggested" if it likes, and an element with data-amount-label. Typing lets
 *  go of the chosen amount, choosing one empties the field. A hidden field "seen" tells the server
 *  what the button said, so that it need not ask again on a page of its own. */
function previewAmount(form) {
  const label = form.querySelector("[data-amount-label]");
  const plain = label.textContent;
  const keepOne = ({ target }) => {
    if (target.name === "suggested") form.elements.amount.value = "";
    if (target.name !== "amount" || !target.value.trim()) return;
    for (const choice of form.querySelectorAll('[name="suggested"]')) choice.checked = false;
  };
  const show = () => {
    const data = new FormData(form);
    const chosen = [data.get("suggested"), ...data.getAll("amount")];
    const typed = chosen.filter((value) => value?.trim()).pop() ?? "";
    const amount = Number(typed.replace(/[\s$]/g, "").replace(/,(?=\d{1,2}$)/, ".").replace(/,(?=\d{3}\b)/g, ""));
    const seen = form.elements.seen;
    if (!(amount > 0)) {
      label.textContent = plain;
      if (seen) seen.value = "";
      return;
    }
    if (seen) seen.value = `${amount} ${data.get("interval") || "once"}`;
    const money = new Intl.NumberFormat(document.documentElement.lang, {
      style: "currency",
      currency: form.dataset.currency,
      trailingZeroDisplay: "stripIfInteger",
    }).format(amount);
    label.textContent = form.dataset.amountPreview.replace("{amount}", money);
  };
  form.addEventListener("input", keepOne);
  form.addEventListener("input", show);
  addEventListener("pageshow", show); // the browser fills in again what was typed before "Back"
}

for (const link of document.querySelectorAll("[data-basket-count]")) {
  showBasketCount(link).catch(() => {}); // no number is shown; the link works
}
for (const form of document.querySelectorAll("[data-amount-preview]")) previewAmount(form);
