/**
 * Salesforce's own source-deploy-retrieve reads manifest/ as `sf project deploy start` would;
 * its types say what may stand in each file, and a parser of Apex reads the Apex.
 *
 * Started with the path of manifest/ and an empty folder; speaks to nobody.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ApexParserFactory } from "@apexdevtools/apex-parser";
import { ComponentSet, MetadataConverter } from "@salesforce/source-deploy-retrieve";
import { check, report } from "../checks.mjs";
import { faultsInFile, typesIn } from "../types.mjs";

const [manifest, empty] = process.argv.slice(2);
const ADDRESS = "https://cti.acme.test";
const VERSION = "67.0";
const metadata = typesIn(
  fileURLToPath(import.meta.resolve("@salesforce/types/metadata")).replace(/\.js$/, ".d.ts"),
);

// both are what the command line reads of the environment
process.env.CTI_PUBLIC_URL = ADDRESS;
process.env.SF_APPLY_REPLACEMENTS_ON_CONVERT = "true";
process.chdir(manifest); // where the project file stands

const project = JSON.parse(readFileSync("sfdx-project.json", "utf8"));
const folders = project.packageDirectories.map(({ path }) => join(manifest, path));
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)),
);
const everything = ComponentSet.fromSource(folders);
everything.sourceApiVersion = VERSION;
const components = everything.getSourceComponents().toArray();

check("every file of the manifest belongs to a component it knows", () => {
  const known = new Set(components.flatMap((one) => [one.xml, ...one.walkContent()]));

  assert.deepEqual(
    files.filter((file) => !known.has(file)),
    [],
  );
});

check("every component has a name and a type that the Metadata API takes", () => {
  const named = components.map((one) => `${one.type.name}:${one.fullName}`);

  assert.ok(components.length > 20, `only ${components.length}`);
  assert.equal(new Set(named).size, named.length);
  assert.deepEqual(everything.getTypesOfDestructiveChanges(), []);
});

check("the package it makes of the files is the package.xml we ship", async () => {
  const made = await everything.getPackageXml(4);

  assert.equal(made.trim(), readFileSync("package.xml", "utf8").trim());
});

check("the package.xml we ship resolves to the same components", async () => {
  const listed = await ComponentSet.fromManifest({
    manifestPath: join(manifest, "package.xml"),
    resolveSourcePaths: folders,
  });

  assert.deepEqual(names(listed.getSourceComponents().toArray()), names(components));
});

for (const folder of project.packageDirectories) {
  folder.components = ComponentSet.fromSource(join(manifest, folder.path)).size;
}

check("every folder can be deployed by itself", () => {
  assert.deepEqual(
    project.packageDirectories.filter((folder) => folder.components === 0),
    [],
  );
});

check(
  "every element of every file is one that its type has, as often and with such a value",
  () => {
    const faults = components.flatMap((one) =>
      Object.entries(one.parseXmlSync())
        .filter(([type]) => !type.startsWith("?"))
        .flatMap(([type, said]) => faultsInFile(metadata, type, said, one.fullName)),
    );

    assert.deepEqual(faults, []);
  },
);

check("the Apex can be parsed", () => {
  const apex = files.filter((file) => /\.(cls|trigger)$/.test(file));
  for (const file of apex) {
    const parser = ApexParserFactory.createParser(readFileSync(file, "utf8"), true);
    assert.ok(file.endsWith(".trigger") ? parser.triggerUnit() : parser.compilationUnit());
  }

  assert.equal(apex.length, 3);
});

check("it writes the deployable form, with the address of the deployment in it", async () => {
  const { converted, packagePath } = await new MetadataConverter().convert(everything, "metadata", {
    type: "directory",
    outputDirectory: empty,
    packageName: "all",
    genUniqueDir: false,
  });
  const written = readdirSync(packagePath, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));

  assert.ok(converted.length > 0);
  assert.ok(written.some((text) => text.includes(`${ADDRESS}/o/main/softphone`)));
  assert.ok(written.some((text) => text.includes(`${ADDRESS}/auth/callback`)));
  assert.deepEqual(
    written.filter((text) => text.includes("cti.example.com")),
    [],
  );
});

/** @param {import("@salesforce/source-deploy-retrieve").SourceComponent[]} of */
function names(of) {
  return of.map((one) => `${one.type.name}:${one.fullName}`).sort();
}

await report();
