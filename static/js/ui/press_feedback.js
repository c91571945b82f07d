// Pressed state of tiles.
// A tile sinks when the finger comes, not, as :active does on a phone, when it goes: by then the
// screen has to show what was noted. <button data-outcome> gets the class "tapped".

const SUNK = "tapped";
const SUNK_MS = 250;

document.addEventListener("pointerdown", press);
document.addEventListener("pointerup", releaseSoon);
document.addEventListener("pointercancel", release); // the finger scrolls
document.addEventListener("click", (event) => {
  if (event.detail > 0) return; // a pointer's: it has sunk
  press(event);
  releaseSoon();
});

function press({ target }) {
  target.closest("button[data-outcome]")?.classList.add(SUNK);
}

function releaseSoon() {
  setTimeout(release, SUNK_MS);
}

function release() {
  for (const tile of document.querySelectorAll(`.${SUNK}`)) tile.classList.remove(SUNK);
}
