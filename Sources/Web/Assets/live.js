// Shows that somebody else changed what this page shows. The page works the same without.
"use strict";
(() => {
    const main = document.querySelector("main[data-kind]");
    const banner = document.getElementById("changed");
    if (!main || !banner || !main.dataset.kind || !window.EventSource) return;
    const { kind, id } = main.dataset;
    const concerns = (told) =>
        told.kind === "all" ||
        (told.kind === kind && (id === "0" || String(told.id) === id)) ||
        (kind === "operation" && String(told.operation) === id);
    const source = new EventSource("/live");
    source.addEventListener("changed", (event) => {
        if (concerns(JSON.parse(event.data))) banner.hidden = false;
    });
    // A page that is left gives its place back at once.
    window.addEventListener("pagehide", () => source.close());
})();
