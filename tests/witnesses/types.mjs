/**
 * What other people's types say: which members, how many, which values.
 *
 * Salesforce publishes the Metadata API as TypeScript (@salesforce/types), jsforce the answers of
 * the REST API. They are read as text, since a declaration is gone when a program runs; members
 * with a shape of their own in braces are passed over. Reads nothing of ours.
 */

import { readFileSync } from "node:fs";

const OBJECT = /^export type (\w+) = (?:(\w+) & )?\{\n([\s\S]*?)^\};/gm;
const MEMBER = /^ {4}(\w+)(\??): (?:(Optional)<(.+)>|(.+?))(\[\])?;$/gm;
const LIST = /^export type (\w+) = ('[^;]+');/gm;

/**
 * Read a file of declarations.
 *
 * @param {string} file ending in .d.ts
 */
export function typesIn(file) {
  const text = readFileSync(file, "utf8");
  const objects = new Map();
  for (const [, name, base, body] of text.matchAll(OBJECT)) {
    objects.set(name, new Map([...(objects.get(base) ?? []), ...membersIn(body)]));
  }
  const lists = new Map();
  for (const [, name, values] of text.matchAll(LIST)) {
    lists.set(name, new Set([...values.matchAll(/'([^']*)'/g)].map(([, value]) => value)));
  }
  return { objects, lists };
}

function* membersIn(body) {
  for (const [, name, mark, optional, inner, plain, many] of body.matchAll(MEMBER)) {
    const needed = mark === "" && optional === undefined;
    yield [name, { type: inner ?? plain, needed, many: many !== undefined }];
  }
}

/**
 * What is wrong with a file of metadata that should be of a type, a sentence a fault.
 *
 * @param {ReturnType<typeof typesIn>} types @param {string} type @param {string} where
 * @param {any} value as parsed of XML: texts, objects, arrays of both
 */
export function faultsInFile(types, type, value, where) {
  const members = types.objects.get(type);
  if (members === undefined) {
    return faultsInText(types, type, `${value}`, where);
  }
  const faults = [...members]
    .filter(([name, { needed, many }]) => needed && !many && !(name in value))
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
      const each = [given].flat();
      faults.push(
        ...each.flatMap((one) => faultsInFile(types, member.type, one, `${where}, ${name}`)),
      );
    }
  }
  return faults;
}

/**
 * What is missing in an answer that should be of a type; it may say more than the type knows.
 *
 * @param {ReturnType<typeof typesIn>} types @param {string} type @param {string} where
 * @param {any} value as parsed of JSON
 */
export function faultsInAnswer(types, type, value, where) {
  const members = types.objects.get(type);
  if (members === undefined) {
    const basic = ["boolean", "number", "string"].includes(type);
    return basic && typeof value !== type
      ? [`${where}: ${JSON.stringify(value)} is no ${type}`]
      : [];
  }
  return [...members].flatMap(([name, { type: wanted, needed, many }]) => {
    const here = `${where}, ${name}`;
    const given = value[name];
    if (given === undefined || given === null) {
      return needed && given === undefined ? [`${here} is missing`] : [];
    }
    if (many && !Array.isArray(given)) {
      return [`${here} is no list`];
    }
    const each = many ? given : [given];
    return each.flatMap((one) => faultsInAnswer(types, wanted, one, here));
  });
}

function faultsInText({ lists }, type, text, where) {
  const fits = {
    boolean: () => text === "true" || text === "false",
    number: () => text.trim() !== "" && Number.isFinite(Number(text)),
    string: () => true,
  };
  const right = fits[type] ?? (() => lists.get(type)?.has(text) ?? false);
  return right() ? [] : [`${where}: "${text}" is no ${type}`];
}
