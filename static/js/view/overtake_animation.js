// Animation of a team's better rank.
// A team overtaking: where the place is a better one than this tab showed before, two arcs cross.
// data-overtake names the week and the team, data-place is the place.
const KEPT = "rebond-place";
const SLOW_MS = 2000;

export function watchRanks() {
  compare();
  document.addEventListener("htmx:after:swap", compare);
}

function compare() {
  const { member } = document.body.dataset;
  if (!member) return forget();
  const line = document.querySelector("[data-overtake]");
  if (!line) return;
  const { overtake, place } = line.dataset;
  const of = `${member} ${overtake}`;
  const [before, rank] = remembered();
  if (before === of && Number(place) < rank) draw(line);
  remember(of, Number(place));
}

/** Never in the way: it takes no taps, and is over soon even where nothing moves. */
function draw(line) {
  line.classList.add("overtaking");
  setTimeout(() => line.classList.remove("overtaking"), SLOW_MS);
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

function remember(of, place) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify([of, place]));
  } catch {
    // A private window keeps nothing, and draws nothing.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // It was never kept.
  }
}
