// What the browser makes of an input, in the html5lib test format. Whole documents go through DOMParser and
// fragments through innerHTML of an element of an inert document: both parse with scripting off.
"use strict";
const SPACES = {"http://www.w3.org/2000/svg": "svg ", "http://www.w3.org/1998/Math/MathML": "math "};
const ATTRIBUTE_SPACES = {
  "http://www.w3.org/1999/xlink": "xlink ", "http://www.w3.org/XML/1998/namespace": "xml ",
  "http://www.w3.org/2000/xmlns/": "xmlns ",
};

function attributeLine(attribute) {
  const space = ATTRIBUTE_SPACES[attribute.namespaceURI];
  return [(space ? space + attribute.localName : attribute.name), attribute.value];
}

function dump(root) {
  const lines = [];
  const stack = [...root.childNodes].reverse().map((node) => [node, 0]);
  while (stack.length) {
    const [node, depth] = stack.pop();
    const indent = "| " + "  ".repeat(depth);
    if (node === null) {
      lines.push(indent + "content");
      continue;
    }
    if (node.nodeType === 10) {
      const ids = node.publicId || node.systemId ? ` "${node.publicId}" "${node.systemId}"` : "";
      lines.push(`${indent}<!DOCTYPE ${node.name}${ids}>`);
    } else if (node.nodeType === 3) {
      lines.push(`${indent}"${node.data}"`);
    } else if (node.nodeType === 8) {
      lines.push(`${indent}<!-- ${node.data} -->`);
    } else if (node.nodeType === 7) {
      lines.push(`${indent}<?${node.target} ${node.data}?>`);
    } else if (node.nodeType === 1) {
      lines.push(`${indent}<${SPACES[node.namespaceURI] || ""}${node.localName}>`);
      const attributes = [...node.attributes].map(attributeLine);
      attributes.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      for (const [name, value] of attributes) lines.push(`${indent}  ${name}="${value}"`);
      const children = [...node.childNodes].reverse();
      for (const child of children) stack.push([child, depth + 1]);
      if (node instanceof HTMLTemplateElement || (node.content && node.localName === "template")) {
        for (const child of [...node.content.childNodes].reverse()) stack.push([child, depth + 2]);
        stack.push([null, depth + 1]);
      }
    }
  }
  return lines.join("\n");
}

// The element that a fragment is read in: "td", or "svg path" for one of another namespace.
function contextElement(inert, context) {
  const [space, name] = context.includes(" ") ? context.split(" ") : ["", context];
  const uri = Object.keys(SPACES).find((key) => SPACES[key] === space + " ");
  return uri ? inert.createElementNS(uri, name) : inert.createElement(name);
}

// context is null for a document.
function parse(input, context) {
  if (context === null) return dump(new DOMParser().parseFromString(input, "text/html"));
  const inert = document.implementation.createHTMLDocument("");
  const element = context === "body" ? inert.body : contextElement(inert, context);
  if (element !== inert.body) inert.body.append(element); // selectedcontent wants to be in a document
  element.innerHTML = input;
  return dump(element.content instanceof DocumentFragment ? element.content : element);
}
