/**
 * What Salesforce's own types say of metadata: which elements, how many, which values.
 *
 * The package @salesforce/types brings the Metadata API as TypeScript, one declaration a type.
 * They are read as text, since a declaration is gone when a program runs. Reads nothing of ours.
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const TEXT = readFileSync(
  fileURLToPath(import.meta.resolve("@salesforce/types/metadata")).replace(/\.js$/, ".d.ts"),
  "utf8",
);
const OBJECT = /^export type (\w+) = (?:(\w+) & )?\{\n([\s\S]*?)^\};/gm;
const MEMBER = /^ {4}(\w+)(\??): (.+?)(\[\])?;$/gm;
const LIST = /^export type (\w+) = ('[^;]+');/gm;

/** Each object type with its members: name to {type, needed, many}. */
const objects = new Map();
/** Each list of values. */
const lists = new Map();

for (const [, name, base, body] of TEXT.matchAll(OBJECT)) {
  const members = new Map(objects.get(base) ?? []);
  for (const [, member, optional, type, many] of body.matchAll(MEMBER)) {
    members.set(member, { type, needed: optional === "" && many === undefined, many: !!many });
  }
  objects.set(name, members);
}
for (const [, name, values] of TEXT.matchAll(LIST)) {
  lists.set(name, new Set([...values.matchAll(/'([^']*)'/g)].map(([, value]) => value)));
}

/**
 * What is wrong with a value that should be of a type, a sentence a fault.
 *
 * @param {string} type @param {any} value as parsed of XML: texts, objects, arrays of both
 * @param {string} where @returns {string[]}
 */
export function faultsOf(type, value, where) {
  const members = objects.get(type);
  if (members === undefined) {
    return faultsOfText(type, `${value}`, where);
  }
  const faults = [...members]
    .filter(([name, { needed }]) => needed && !(name in value))
    .map(([name]) => `${where}: ${name} is missing`);
  for (const [name, given] of Object.entries(value)) {
    const member = members.get(name);
    if (name.startsWith("@")) {
      continue; // the namespace of the file
    }
    if (member === undefined) {
      faults.push(`${where}: ${type} has no ${name}`);
    } else if (Array.isArray(given) && !member.many) {
      faults.push(`${where}: ${name} stands there more than once`);
    } else {
      for (const one of [given].flat()) {
        faults.push(...faultsOf(member.type, one, `${where}, ${name}`));
      }
    }
  }
  return faults;
}

function faultsOfText(type, text, where) {
  const fits = {
    boolean: () => text === "true" || text === "false",
    number: () => text.trim() !== "" && Number.isFinite(Number(text)),
    string: () => true,
  };
  const right = fits[type] ?? (() => lists.get(type)?.has(text) ?? false);
  return right() ? [] : [`${where}: "${text}" is no ${type}`];
}
