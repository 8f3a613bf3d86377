// What the page does in the browser: it sends what was chosen to the server, and keeps focus and announcements right.
"use strict";
(() => {
  const KEY = "councilqa-conversation";
  const data = (element) => Object.assign({}, element.dataset);

  // A session that has ended leads to the page to sign in on.
  const fetched = window.fetch.bind(window);
  window.fetch = async (...what) => {
    const response = await fetched(...what);
    if (response.status === 401) location.assign("login");
    return response;
  };

  function live() {
    let region = document.getElementById("cq-live");
    if (!region) {
      region = document.createElement("div");
      region.id = "cq-live";
      region.className = "cq-sr";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    return region;
  }

  function announce(element) {
    const words = element.querySelector("[data-status]")?.dataset.status;
    if (words && live().textContent !== words) live().textContent = words;
  }

  async function copy(button) {
    const words = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      const field = document.createElement("textarea"); // without https there is no clipboard but this
      field.value = words;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    const said = button.textContent;
    button.textContent = "Copied";
    live().textContent = "Copied";
    setTimeout(() => { button.textContent = said; }, 2000);
  }

  let opener = null; // what was chosen last, to go back to

  function conversation(element, trigger, watch) {
    let latest = "";
    let wanted = null; // a field to focus once the page is drawn anew
    element.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-act]");
      if (!chosen || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const act = chosen.dataset.act;
      if (act === "place") {
        event.preventDefault();
        show(chosen, trigger);
      } else if (act === "example") {
        trigger("submit", data(chosen));
      } else if (act === "judge") {
        const comment = chosen.closest("details")?.querySelector("textarea")?.value ?? "";
        wanted = ".cq-thanks";
        trigger("like", Object.assign(data(chosen), { comment }));
      } else if (act === "copy") {
        copy(chosen);
      } else if (act === "print") {
        window.print();
      } else if (act === "new") {
        sessionStorage.removeItem(KEY);
        location.reload();
      }
    });
    watch("value", () => {
      const section = element.querySelector("[data-conversation]");
      if (!section) return;
      sessionStorage.setItem(KEY, section.dataset.conversation);
      announce(element);
      if (section.dataset.latest && section.dataset.latest !== latest) {
        if (latest || section.dataset.latest === "question-pending") {
          document.getElementById(section.dataset.latest)?.scrollIntoView({ block: "start" });
        }
        latest = section.dataset.latest;
      }
      if (wanted) {
        const kept = element.querySelectorAll(wanted);
        kept[kept.length - 1]?.focus();
        wanted = null;
      }
    });
  }

  let mayFocusPlace = false;

  // What stands beside each other: a list, and the place of what was chosen in it.
  const beside = (element) => element.closest(".cq-beside") ?? document;

  function show(chosen, trigger) {
    opener = { element: chosen, turn: chosen.dataset.turn, start: chosen.dataset.start, marker: chosen.className };
    if (isShown(chosen)) return focusPlace(beside(chosen)); // drawn again it would be the same, and nothing would happen
    mayFocusPlace = true;
    trigger("select", data(chosen));
  }

  function isShown(chosen) {
    const { place, start, end, label, leafed } = beside(chosen).querySelector("[data-place]")?.dataset ?? {};
    const wanted = chosen.dataset;
    return place === wanted.document && start === wanted.start && end === wanted.end && label === wanted.label
      && leafed === undefined;
  }

  function focusPlace(within) {
    const heading = within.querySelector("[data-place] .cq-place-heading") ?? within.querySelector(".cq-place-heading");
    heading?.focus({ preventScroll: true });
    const below = matchMedia("(max-width: 768px)").matches; // on a phone it stands under the answers
    heading?.scrollIntoView({ block: below ? "start" : "nearest" });
  }

  function goBack() {
    if (!opener) return;
    const same = document.querySelectorAll(
      `[data-conversation] [data-act=place][data-start="${opener.start}"][data-turn="${opener.turn}"]`);
    const back = opener.element.isConnected ? opener.element // else the conversation was drawn anew
      : Array.from(same).find((each) => each.className === opener.marker) ?? same[0];
    back?.focus();
    back?.scrollIntoView({ block: "center" });
  }

  function place(element, trigger, watch) {
    element.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-act]");
      if (!chosen) return;
      if (chosen.dataset.act === "place") {
        mayFocusPlace = true;
        trigger("select", data(chosen));
      } else if (chosen.dataset.act === "back") {
        goBack();
      } else if (chosen.dataset.act === "close") {
        trigger("delete", {});
        goBack();
      }
    });
    watch("value", () => {
      const figure = element.querySelector(".cq-picture");
      const picture = figure?.querySelector("img");
      if (picture?.dataset.top) {
        const show = () => { figure.scrollTop = Math.max(0, picture.dataset.top * picture.clientHeight - 80); };
        if (picture.complete) show(); else picture.addEventListener("load", show, { once: true });
      }
      const blocks = element.querySelector(".cq-blocks");
      const mark = blocks?.querySelector("mark");
      if (mark) blocks.scrollTop = Math.max(0, mark.offsetTop - blocks.offsetTop - 80);
      if (mayFocusPlace && element.querySelector(".cq-place-heading")) {
        mayFocusPlace = false;
        focusPlace(element);
      }
    });
  }

  function filter(section, words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = Array.from(section.querySelectorAll("table.cq-sortable > tbody > tr"));
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every((each) => text.includes(each));
      if (!row.hidden) shown += 1;
    }
    const count = section.querySelector(".cq-count");
    const of = (number) => `${number} ${number === 1 ? count.dataset.one : count.dataset.many}`;
    count.textContent = wanted.length ? `${shown} of ${of(rows.length)}` : of(rows.length);
  }

  const collator = new Intl.Collator("en", { numeric: true });

  // Cells that hold nothing come last, whichever way it is sorted.
  function compared(one, other, down) {
    const [first, second] = [one, other].map((cell) => (cell.dataset.sort ?? cell.textContent.toLowerCase()).trim());
    if (!first || !second) return Number(!first) - Number(!second);
    const numbers = "number" in one.dataset && "number" in other.dataset;
    const order = numbers ? Number(first) - Number(second) : collator.compare(first, second);
    return down ? -order : order;
  }

  const orders = new WeakMap(); // rows as they came, by their table

  function sortBy(table, place, down) {
    const body = table.querySelector("tbody");
    if (!orders.has(body)) orders.set(body, Array.from(body.children));
    const heads = table.querySelectorAll("thead th");
    for (const each of heads) if (each.hasAttribute("aria-sort")) each.setAttribute("aria-sort", "none");
    if (place === null) return body.append(...orders.get(body));
    heads[place].setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = Array.from(orders.get(body));
    body.append(...rows.sort((one, other) => compared(one.children[place], other.children[place], down)));
  }

  function sort(button) {
    const head = button.closest("th");
    const place = Array.from(head.parentElement.children).indexOf(head);
    sortBy(head.closest("table"), place, head.getAttribute("aria-sort") === "ascending");
  }

  function papers(element, trigger, watch) {
    element.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-act]");
      if (chosen?.dataset.act === "sort") sort(chosen);
      else if (chosen?.dataset.act === "correct") trigger("select", data(chosen));
      else if (chosen?.dataset.act === "remove") trigger("delete", data(chosen));
      else if (chosen?.dataset.act === "check") {
        opener = { element: chosen };
        mayFocusPlace = true;
        trigger("submit", data(chosen));
      }
    });
    element.addEventListener("input", (event) => {
      if (event.target.dataset.act === "filter") filter(element, event.target.value);
    });
    watch("value", () => announce(element));
  }

  // What does not agree in a paper, opened from the table of papers.
  function findings(element, trigger, watch) {
    let from = null;
    element.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-act]");
      if (!chosen || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (chosen.dataset.act === "place") {
        event.preventDefault();
        show(chosen, trigger);
      } else if (chosen.dataset.act === "close") {
        trigger("delete", {});
        from?.focus();
      }
    });
    watch("value", () => {
      announce(element);
      if (!mayFocusPlace || !element.querySelector(".cq-place-heading")) return;
      mayFocusPlace = false;
      from = opener?.element;
      focusPlace(element);
    });
  }

  // A register or a comparison: a table whose rows lead to their places.
  function list(element, trigger, watch) {
    element.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const chosen = event.target.closest("[data-act]");
      if (chosen?.dataset.act === "sort") return sort(chosen);
      if (chosen?.dataset.act === "place") {
        event.preventDefault();
        return show(chosen, trigger);
      }
      if (event.target.closest("a, button, input, select, summary") || String(getSelection())) return;
      const link = event.target.closest("table[data-rows] > tbody > tr")?.querySelector("[data-act=place]");
      if (link) show(link, trigger);
    });
    element.addEventListener("input", (event) => {
      const { act } = event.target.dataset;
      if (act === "filter") filter(element, event.target.value);
      else if (act === "sort-by") {
        const place = event.target.value === "" ? null : Number(event.target.value);
        sortBy(element.querySelector("table.cq-sortable"), place, false);
      }
    });
    watch("value", () => announce(element));
  }

  // One request for each file, so that one that is refused ends none of the others.
  function send(file, most, onShare) {
    return new Promise((resolve) => {
      if (file.size > most) return resolve({ name: file.name, size: file.size, refused: true });
      const request = new XMLHttpRequest();
      request.open("PUT", `uploads/${encodeURIComponent(file.name)}`);
      request.upload.addEventListener("progress", (event) => onShare(event.loaded / event.total));
      request.addEventListener("load", () => {
        if (request.status === 401) return location.assign("login");
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch { /* a proxy's own page */ }
        if (request.status === 200) resolve({ name: file.name, token: answer.token });
        else resolve({ name: file.name, error: answer.error ?? `the server answered ${request.status}`, hint: answer.hint ?? "" });
      });
      request.addEventListener("error", () => resolve(
        { name: file.name, error: "the connection was lost", hint: "Try this file again." }));
      request.send(file);
    });
  }

  function upload(element, trigger, watch) {
    element.addEventListener("change", async (event) => {
      if (event.target.dataset.act !== "files") return;
      const section = element.querySelector(".cq-upload");
      const files = Array.from(event.target.files);
      if (!files.length) return;
      event.target.disabled = true;
      const list = section.querySelector(".cq-files") ?? section.appendChild(document.createElement("ul"));
      list.className = "cq-files";
      list.replaceChildren(...files.map((file) => {
        const row = document.createElement("li");
        row.className = "cq-file cq-working";
        row.textContent = `${file.name}: waiting`;
        return row;
      }));
      const sent = [];
      for (const [place, file] of files.entries()) {
        const row = list.children[place];
        sent.push(await send(file, Number(section.dataset.most), (share) => {
          row.textContent = `${file.name}: sending, ${Math.round(100 * share)} %`;
        }));
        row.textContent = `${file.name}: ${sent[place].token ? "sent" : "not taken"}`;
      }
      trigger("upload", { files: sent });
    });
    watch("value", () => announce(element));
  }

  window.councilqa = { conversation, place, papers, findings, list, upload, stored: () => sessionStorage.getItem(KEY) ?? "" };
})();
