// Makes the pages quicker; every page is complete without it.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const english = document.documentElement.lang === "en";
const news = $("#kabar"), texts = JSON.parse(news.dataset.texts);
const tell = (text) => { news.textContent = text; }; // read out by screen readers
let numbers = null; // made when it is needed: loading what a language writes takes longer than all else here
const number = (value) => (numbers ??= new Intl.NumberFormat(english ? "en" : "id")).format(value);

const later = (wait, work) => {
  let timer = 0;
  return (...args) => { clearTimeout(timer); timer = setTimeout(work, wait, ...args); };
};

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

// Autocomplete: an editable combobox with a listbox popup, after the ARIA Authoring Practices.
function combobox(form) {
  const input = $("input[name=q]", form);
  const list = element("ul", "suggestions");
  list.id = "saran";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", texts.suggestions);
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
    ["aria-controls", list.id]]) input.setAttribute(name, value);
  let shown = [], active = -1, asked = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const activate = (index) => {
    active = index;
    [...list.children].forEach((line, i) => line.setAttribute("aria-selected", String(i === index)));
    if (index < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const pick = (suggestion) => {
    close();
    if (suggestion.kind !== "word") { location.assign(suggestion.url); return; }
    input.value = suggestion.text;
    form.requestSubmit();
  };
  const show = (suggestions) => {
    shown = suggestions;
    list.replaceChildren(...suggestions.map((suggestion, i) => {
      const line = element("li");
      line.id = `saran-${i}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.append(element("span", "", suggestion.text), element("span", "kind", texts[suggestion.kind]),
        element("span", "count", number(suggestion.count)));
      line.addEventListener("mousedown", (event) => { event.preventDefault(); pick(suggestion); });
      return line;
    }));
    if (!suggestions.length) { close(); return; }
    list.hidden = false;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", "true");
    tell(`${texts.suggestions}: ${suggestions.length}`);
  };
  const ask = later(120, async () => {
    const mine = ++asked, typed = input.value;
    if (typed.trim().length < 2) { close(); return; }
    const query = new URLSearchParams({ q: typed });
    if (english) query.set("lang", "en");
    try {
      const answer = await fetch(`${form.dataset.suggest}?${query}`);
      if (answer.ok && mine === asked && document.activeElement === input) show((await answer.json()).suggestions);
    } catch { close(); }
  });
  input.addEventListener("input", ask);
  input.addEventListener("blur", () => { asked++; close(); });
  form.addEventListener("submit", () => { asked++; close(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) { if (shown.length && event.key === "ArrowDown") show(shown); else return; }
      event.preventDefault();
      const count = shown.length + 1, step = event.key === "ArrowDown" ? 1 : -1;
      activate((active + 1 + step + count) % count - 1);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      pick(shown[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}

// Choices take effect in place: the page that the link leads to is fetched and its columns are put in.
let going = null;
async function go(url, { push = true, keep = null } = {}) {
  going?.abort();
  const mine = going = new AbortController();
  const open = document.body.classList.contains("drawer-open");
  document.body.classList.add("busy");
  try {
    const answer = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = $("#kolom", page);
    if (!fresh) throw new Error("no columns");
    swap(page, fresh, keep, open);
    if (push) history.pushState({ kolom: true }, "", url);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  } finally {
    if (going === mine) document.body.classList.remove("busy");
  }
}

function swap(page, fresh, keep, open) {
  const drawer = $(".facets"), scrolled = drawer ? drawer.scrollTop : 0, top = place(keep);
  const unfolded = [...document.querySelectorAll(".facet details[open]")].map(name);
  $("#kolom").replaceWith(document.adoptNode(fresh));
  document.title = page.title;
  const form = $("form.search");
  for (const old of form.querySelectorAll("input[type=hidden]")) old.remove();
  for (const input of page.querySelectorAll("form.search input[type=hidden]")) form.append(document.adoptNode(input));
  $("input[name=q]", form).value = $("form.search input[name=q]", page).value;
  const other = $(".service a[hreflang]"), there = $(".service a[hreflang]", page);
  if (other && there) other.href = there.getAttribute("href");
  for (const details of document.querySelectorAll(".facet details")) {
    if (unfolded.includes(name(details))) details.open = true;
  }
  dress();
  hold(open);
  if (open && $(".facets")) $(".facets").scrollTop = scrolled;
  tell($("#jumlah").textContent);
  const again = kept(keep);
  if (again) {
    again.focus({ preventScroll: true });
    if (top !== undefined) (open ? $(".facets") : window).scrollBy(0, place(keep) - top); // it stays where it was
  } else if (keep !== null) $("#isi").focus({ preventScroll: true });
}

const kept = (keep) => [...document.querySelectorAll("[data-keep]")].find((link) => link.dataset.keep === keep);
const place = (keep) => kept(keep)?.getBoundingClientRect().top;

function name(details) {
  const line = details.closest("li");
  const link = line && $("[data-keep]", line);
  return link ? link.dataset.keep : details.className;
}

function inPlace(link) {
  if (!$("#kolom .results") || !link.closest("#kolom") || link.target) return false;
  const url = new URL(link.href);
  return url.origin === location.origin && url.pathname === "/" && location.pathname === "/";
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.classList.contains("open-facets")) { event.preventDefault(); drawer(true); return; }
  if (link.classList.contains("close-facets")) { event.preventDefault(); drawer(false); return; }
  if (!inPlace(link)) return;
  event.preventDefault();
  const paging = link.closest(".pager");
  go(link.href, { keep: paging ? "" : link.dataset.keep ?? "" })
    .then(() => { if (paging) scrollTo({ top: 0 }); });
});
addEventListener("popstate", () => { if (location.pathname === "/" && $("#kolom .results")) go(location.href, { push: false }); });

// The facets on a phone: while they are open, nothing else can be reached.
function hold(open) {
  document.body.classList.toggle("drawer-open", open);
  for (const other of document.querySelectorAll(".skip, .masthead, .searchbar, main, .foot")) other.inert = open;
}
function drawer(open) {
  const facets = $(".facets");
  if (!facets) return;
  hold(open);
  if (open) { facets.focus(); return; }
  if (location.hash === "#saringan") history.replaceState(null, "", location.pathname + location.search);
  $(".open-facets")?.focus();
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("drawer-open")) drawer(false);
});
matchMedia("(min-width: 60rem)").addEventListener("change", (wide) => {
  if (wide.matches && document.body.classList.contains("drawer-open")) drawer(false);
});

// Type-ahead inside a long facet: the page of all its values is fetched and its list is shown here.
function within(form) {
  const input = $("input[type=search]", form), list = $(".values", form.parentElement), whole = [...list.childNodes];
  const ask = later(150, async () => {
    const typed = input.value.trim();
    if (!typed) { list.replaceChildren(...whole); return; }
    const query = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(`${form.action}?${query}`);
      if (!answer.ok || input.value.trim() !== typed) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = $("main .values", page);
      const lines = found ? [...found.children].slice(0, 20) : [];
      const none = element("li", "none", texts.none);
      list.replaceChildren(...(lines.length ? lines.map((line) => document.adoptNode(line)) : [none]));
      tell(lines.length ? `${texts.fitting}: ${lines.length}` : texts.none);
    } catch { /* the form still works by Enter */ }
  });
  input.addEventListener("input", ask);
}

// A range of time, by dragging over the histogram; the date fields do the same.
function range(chart) {
  const bars = [...chart.querySelectorAll("g")], form = $(".range", chart.parentElement);
  if (!form || !bars.length) return;
  chart.classList.add("live");
  let from = null;
  const at = (event) => {
    const box = chart.getBoundingClientRect();
    const index = Math.floor((event.clientX - box.left) / box.width * bars.length);
    return Math.max(0, Math.min(bars.length - 1, index));
  };
  const paint = (a, b) => bars.forEach((bar, i) => bar.classList.toggle("drag", i >= Math.min(a, b) && i <= Math.max(a, b)));
  chart.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    from = at(event);
    chart.setPointerCapture(event.pointerId);
    paint(from, from);
    event.preventDefault();
  });
  chart.addEventListener("pointermove", (event) => { if (from !== null) paint(from, at(event)); });
  chart.addEventListener("pointercancel", () => { from = null; paint(1, 0); bars.forEach((bar) => bar.classList.remove("drag")); });
  chart.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [low, high] = [from, at(event)].sort((a, b) => a - b);
    from = null;
    form.elements.since.value = bars[low].dataset.since;
    form.elements.until.value = bars[high].dataset.until;
    form.requestSubmit();
  });
}

function dress() {
  document.querySelectorAll("form.within").forEach(within);
  document.querySelectorAll("svg.histogram").forEach(range);
  for (const form of document.querySelectorAll("#kolom form.range")) {
    form.addEventListener("submit", (event) => {
      if (!$("#kolom .results")) return;
      event.preventDefault();
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
      go(`/?${query}`, { keep: "" });
    });
  }
}

// Light or dark by the reader's choice, which is forgotten where it is the system's own.
$(".theme")?.addEventListener("click", () => {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const root = document.documentElement, next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
  if (next === system) delete root.dataset.theme; else root.dataset.theme = next;
  try {
    if (next === system) localStorage.removeItem("tema"); else localStorage.setItem("tema", next);
  } catch { /* holds for this page alone */ }
});

document.querySelectorAll("form.search").forEach(combobox);
dress();
