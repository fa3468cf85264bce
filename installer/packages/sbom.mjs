// What a package is made of, as CycloneDX 1.5 in JSON (cyclonedx.org, "Specification overview").

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

/**
 * A crate as `cargo metadata` tells of it.
 *
 * @typedef {object} Crate
 * @property {string} id
 * @property {string} name
 * @property {string} version
 * @property {string | null} license
 * @property {string | null} source
 */

/**
 * @typedef {object} Graph
 * @property {Map<string, Crate>} crates
 * @property {Map<string, string[]>} needs by the crate's id
 * @property {Map<string, string>} checksums by name and version
 */

/** The programs in a package that has any. */
const PROGRAMS = ["mpa-host", "mpa-setup"];

/** What a registry's crates are known by, and this project's own. */
const purl = (/** @type {Crate} */ { name, version, source }) =>
  source === null ? `pkg:generic/${name}@${version}` : `pkg:cargo/${name}@${version}`;

/**
 * The crates that end up in the programs for one kind of machine: not those of tests, nor what only builds.
 *
 * @param {string} root the tree
 * @param {string} platform a target triple
 * @returns {Graph}
 */
export function crateGraph(root, platform) {
  const options = ["metadata", "--format-version", "1", "--locked", "--filter-platform", platform];
  const told = JSON.parse(
    execFileSync("cargo", options, {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  /** @type {Map<string, Crate>} */
  const crates = new Map(told.packages.map((/** @type {Crate} */ crate) => [crate.id, crate]));
  /** @type {Map<string, string[]>} */
  const all = new Map(
    told.resolve.nodes.map(
      (/** @type {{id: string, deps: {pkg: string, dep_kinds: {kind: string | null}[]}[]}} */ node) => [
        node.id,
        node.deps.filter(({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null)).map(({ pkg }) => pkg),
      ],
    ),
  );
  const lock = readFileSync(`${root}/Cargo.lock`, "utf8");
  const checksums = [...lock.matchAll(/name = "(.*)"\nversion = "(.*)"\nsource = .*\nchecksum = "(.*)"/g)];
  return {
    crates,
    needs: all,
    checksums: new Map(checksums.map(([, name, version, checksum]) => [`${name}@${version}`, checksum])),
  };
}

/**
 * @param {import("./linux/packages.mjs").Built} built
 * @param {{version: string, epoch: number, graph: Graph}} build
 * @returns {string}
 */
export function sbom({ file, programs }, { version, epoch, graph }) {
  const name = basename(file);
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  const reference = `pkg:generic/${name}`;
  const roots = programs ? [...graph.crates.values()].filter((crate) => PROGRAMS.includes(crate.name)) : [];
  const inside = closure(roots, graph);
  const parts = [...inside.map((crate) => component(crate, graph)), ...(programs ? [FONT] : [])];
  const direct = [...roots.map(purl), ...(programs ? [FONT["bom-ref"]] : [])];
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${uuid(sha256)}`,
    version: 1,
    metadata: {
      timestamp: new Date(epoch * 1000).toISOString(),
      component: {
        type: "application",
        "bom-ref": reference,
        name,
        version,
        hashes: [{ alg: "SHA-256", content: sha256 }],
      },
    },
    components: parts,
    dependencies: [
      { ref: reference, dependsOn: direct.sort() },
      ...inside.map((crate) => ({ ref: purl(crate), dependsOn: needed(crate, graph).map(purl).sort() })),
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

/** What the login window writes with; no crate, but a part with an author and a licence of its own. */
const FONT = {
  type: "data",
  "bom-ref": "pkg:generic/noto-sans-cjk-jp-subset@2.004",
  name: "Noto Sans CJK JP, subset",
  version: "2.004",
  licenses: [{ license: { id: "OFL-1.1" } }],
};

/**
 * @param {Crate} crate
 * @param {Graph} graph
 */
function component(crate, { checksums }) {
  const checksum = checksums.get(`${crate.name}@${crate.version}`);
  return {
    type: "library",
    "bom-ref": purl(crate),
    name: crate.name,
    version: crate.version,
    // Some still write the older form of "or".
    ...(crate.license === null ? {} : { licenses: [{ expression: crate.license.replaceAll("/", " OR ") }] }),
    purl: purl(crate),
    ...(checksum === undefined ? {} : { hashes: [{ alg: "SHA-256", content: checksum }] }),
  };
}

/**
 * @param {Crate[]} roots
 * @param {Graph} graph
 */
function closure(roots, graph) {
  /** @type {Map<string, Crate>} */
  const found = new Map();
  const open = [...roots];
  for (let crate = open.pop(); crate; crate = open.pop()) {
    if (!found.has(crate.id)) {
      found.set(crate.id, crate);
      open.push(...needed(crate, graph));
    }
  }
  return [...found.values()].sort((one, other) => (purl(one) < purl(other) ? -1 : 1));
}

/**
 * @param {Crate} crate
 * @param {Graph} graph
 */
function needed({ id }, { crates, needs }) {
  return (needs.get(id) ?? []).flatMap((other) => crates.get(other) ?? []);
}

/**
 * A name that follows from a content (RFC 9562, 5.8: version 8 is for what a program makes up).
 *
 * @param {string} digest
 */
function uuid(digest) {
  const digits = `${digest.slice(0, 12)}8${digest.slice(13, 16)}a${digest.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
