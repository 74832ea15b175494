// Shows only what has the words in its text, and opens what a link to a document names.
const field = document.querySelector("#search input");
const told = document.querySelector("#search output");
const parts = [...document.querySelectorAll(".rule, .loss")];
const texts = parts.map((part) => part.textContent.toLowerCase());
const filters = [...document.querySelectorAll(".filter")];

function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let number = 0;
  parts.forEach((part, place) => {
    part.hidden = !words.every((word) => texts[place].includes(word));
    number += !part.hidden;
  });
  filters.forEach((filter) => (filter.hidden = !filter.querySelector(".rule:not([hidden])")));
  told.textContent = words.length ? `${number} of ${parts.length} entries` : "";
}

function decoded(address) {
  try {
    return decodeURIComponent(address);
  } catch {
    return address; // typed by hand: a % that begins no character
  }
}

function open() {
  const name = decoded(location.hash.slice(1));
  if (!name || document.getElementById(name)) return;
  const part = parts.find((each) => each.dataset.id && decoded(each.dataset.id) === name);
  if (part) {
    field.value = "";
    search();
    part.open = true;
    part.scrollIntoView();
  } else {
    const listed = told.dataset.listed;
    told.textContent = `${name} has no entry on this page, which shows ${listed}; cleanse explain tells what was done to it`;
    field.scrollIntoView();
  }
}

document.getElementById("search").hidden = false;
field.addEventListener("input", search);
addEventListener("hashchange", open);
open();
