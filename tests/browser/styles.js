// What a browser makes of style attributes: the longhands that are set, in both of its modes.
// The strict document is written in scripts as one without a frame, the other is the page itself.
"use strict";

const strict = document.implementation.createHTMLDocument("");

function longhands(style) {
    const found = {};
    for (const name of style)
        found[name] = style.getPropertyValue(name) + (style.getPropertyPriority(name) ? " !" : "");
    return found;
}

function element(page, value) {
    const holder = page.createElement("div");
    const quoted = value.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
    holder.innerHTML = `<p style="${quoted}">x</p>`;
    return holder.firstChild;
}

// One declaration alone.
function single(name, value) {
    const style = strict.createElement("p").style;
    style.setProperty(name, value);
    return longhands(style);
}

const WATCHED = ["position", "z-index", "visibility", "opacity", "transform", "background-image", "content", "clip-path"];

function computed(node) {
    document.body.append(node);
    const style = getComputedStyle(node);
    const seen = WATCHED.map((name) => style.getPropertyValue(name));
    const hidden = style.display === "none";
    node.remove();
    return [...seen, hidden];
}

function styles(given, out, parts) {
    return {
        given: longhands(element(strict, given).style),
        strict: longhands(element(strict, out).style),
        quirks: longhands(element(document, out).style),
        parts: parts.map(([name, value]) => single(name, value)),
        computed: computed(element(document, out)),
        plain: computed(element(document, "")),
        modes: [strict.compatMode, document.compatMode],
    };
}
