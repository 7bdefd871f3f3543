// Making elements. Text goes in as text: nothing that came over the network is ever parsed as markup.

const svgNamespace = 'http://www.w3.org/2000/svg';

/** The element of the page with this id. */
export const part = (id) => document.getElementById(id);

/** An element with attributes and children; a child that is a string becomes text. */
export function make(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

export function makeSvg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(svgNamespace, tag), attributes, children);
}

/** An attribute that is false is left out, one that is true has no value. */
function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}
