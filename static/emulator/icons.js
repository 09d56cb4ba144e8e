/** Our own small drawings; no asset of Salesforce is used. Sized by CSS, coloured by text. */

const PATHS = {
  Account: "M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3",
  Contact:
    "M3.5 5.5h17v13h-17zM9 13a2.2 2.2 0 1 0 0-4.4A2.2 2.2 0 0 0 9 13zM5.8 16.2c.7-1.6 5.7-1.6 6.4 0M15 10h3.2M15 13.5h3.2",
  Lead: "M12 4l2.2 4.7 5.1.7-3.7 3.5.9 5.1L12 15.5 7.5 18l.9-5.1-3.7-3.5 5.1-.7z",
  Case: "M4 8h16v11H4zM9 8V5.5h6V8M4 13h16",
  Opportunity: "M4 9l4 3.5L12 6l4 6.5L20 9l-1.8 9H5.8z",
  Project__c: "M4 6h7v5H4zM13 13h7v5h-7zM13 6h7v3h-7zM4 15h7v3H4z",
  Badge__c: "M12 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM9 13l-1.5 7L12 17.5l4.500 2.500L15 13",
  Task: "M5 4h14v16H5zM8.500 12.200l2.400 2.400L15.500 9.500",
  AccountContactRelation:
    "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.500 18c.8-3.500 8.200-3.500 9 0M14 8h6M17 5v6M15 16h5",
  User: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c1-5 13-5 14 0",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500L21 21",
  close: "M6 6l12 12M18 6L6 18",
  minimize: "M5 18h14",
  refresh: "M19 8a7.500 7.500 0 1 0 1 6M19.500 4v4.500H15",
  chevron: "M6 9l6 6 6-6",
  grid: "M5 5h.01M12 5h.01M19 5h.01M5 12h.01M12 12h.01M19 12h.01M5 19h.01M12 19h.01M19 19h.01",
  call: "M6.500 3.500l3 .500 1.500 4-2.200 1.800c1.200 2.500 3 4.300 5.400 5.400l1.800-2.200 4 1.500.500 3c-.300 1.800-2 3-4 2.900C9.800 19.500 4.500 14 4.100 7.500c-.100-2 .600-3.700 2.400-4z",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  pause: "M8 5v14M16 5v14",
  warning: "M12 4L3 20h18zM12 10v5M12 17.500v.01",
  sync: "M19 8a7.500 7.500 0 0 0-13-1M5 4v4h4M5 16a7.500 7.500 0 0 0 13 1M19 20v-4h-4",
  offline: "M4 4l16 16M6.500 9a9 9 0 0 1 3-1.500M17.500 9a9 9 0 0 0-2-1.200M12 17.500v.01",
  record: "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  incoming_call: "M19 5l-8 8M11 7v6h6M5 19h14",
  outbound_call: "M5 19L15 9M9 8h7v7M5 5h14",
  end_call: "M3 14.500c4.500-5 13.500-5 18 0l-1.500 3-4.500-1v-3a11 11 0 0 0-6 0v3l-4.500 1z",
};

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return a drawing, or a plain square for a name nobody drew.
 *
 * @param {string} name an object's API name or a utility icon's key
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const made = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("aria-hidden", "true");
  made.setAttribute("class", "icon");
  path.setAttribute("d", /** @type {Record<string, string>} */ (PATHS)[name] ?? "M5 5h14v14H5z");
  made.append(path);
  return made;
}

/**
 * Return an object's drawing on its coloured tile.
 *
 * @param {string} type
 * @returns {HTMLElement}
 */
export function tile(type) {
  const made = document.createElement("span");
  made.className = "tile";
  made.dataset.object = type;
  made.append(icon(type));
  return made;
}
