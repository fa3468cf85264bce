// The packages of the extension: that they hold the tree and nothing else, come out the same each time,
// and open in programs that know nothing of the one that made them.

import assert from "node:assert/strict";
import { generateKeyPairSync, verify } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { packForStores, packSigned } from "../../installer/packages/extension/pack.mjs";
import { zip } from "../../installer/packages/extension/zip.mjs";
import { Endings } from "../stand/endings.mjs";
import { EXTENSION, ROOT, temporaryFolder } from "../stand/places.mjs";
import { run } from "../stand/processes.mjs";
import { chromiumId } from "../stand/registration.mjs";

const endings = new Endings();
after(() => endings.run());

const EPOCH = 1_790_000_000;
const ADDRESS = "https://example.test/extension";
const { privateKey: KEY, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const SPKI = publicKey.export({ type: "spki", format: "der" });

/** @param {string} name of the folder */
function packed(name) {
  const folder = join(temporaryFolder(endings), name);
  packForStores(EXTENSION, folder, EPOCH);
  const signed = packSigned(EXTENSION, folder, { key: KEY, epoch: EPOCH, address: ADDRESS });
  return { folder, signed };
}

/**
 * Everything below a folder, by its path.
 *
 * @param {string} folder
 */
function tree(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(found.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

/** @param {string} archive */
async function unpacked(archive) {
  const folder = join(temporaryFolder(endings), "unpacked");
  mkdirSync(folder);
  await run(["python3", "-m", "zipfile", "-e", archive, folder]);
  return folder;
}

/**
 * Takes a package apart by the description of its form: how long its header is, and what is inside it.
 *
 * @param {Buffer} crx
 */
function parts(crx) {
  assert.equal(crx.toString("latin1", 0, 4), "Cr24");
  assert.equal(crx.readUInt32LE(4), 3);
  const end = 12 + crx.readUInt32LE(8);
  return { header: crx.subarray(12, end), archive: crx.subarray(end) };
}

const first = packed("first");

const EDITIONS = [
  { file: "mpa-extension-chrome.zip", omitted: ["key", "browser_specific_settings"], background: ["scripts"] },
  { file: "mpa-extension-edge.zip", omitted: ["key", "browser_specific_settings"], background: ["scripts"] },
  { file: "mpa-extension.xpi", omitted: ["key", "minimum_chrome_version"], background: ["service_worker"] },
  {
    file: "mpa-extension.crx",
    omitted: ["key", "browser_specific_settings"],
    background: ["scripts"],
    added: { update_url: `${ADDRESS}/updates.xml` },
  },
];

for (const { file, omitted, background, added = {} } of EDITIONS) {
  test(`${file} holds the extension's files, and its manifest less what others need`, async () => {
    let archive = join(first.folder, file);
    if (file.endsWith(".crx")) {
      const { archive: inside } = parts(readFileSync(archive));
      archive = join(temporaryFolder(endings), "inside.zip");
      writeFileSync(archive, inside);
    }
    const shipped = tree(await unpacked(archive));
    const source = tree(EXTENSION);
    assert.deepEqual([...shipped.keys()], [...source.keys()]);

    const manifest = JSON.parse(String(source.get("manifest.json")));
    omitted.forEach((member) => Reflect.deleteProperty(manifest, member));
    background.forEach((member) => Reflect.deleteProperty(manifest.background, member));
    assert.deepEqual(JSON.parse(String(shipped.get("manifest.json"))), { ...manifest, ...added });

    shipped.delete("manifest.json");
    source.delete("manifest.json");
    assert.deepEqual(shipped, source);
  });
}

test("packing again gives the same bytes", () => {
  assert.deepEqual(tree(packed("second").folder), tree(first.folder));
});

test("an archive's bytes do not depend on the order in which a folder lists its files", () => {
  const entries = ["b", "a/c", "a"].map((name) => ({ name, content: Buffer.from(name) }));
  assert.deepEqual(zip(entries.toReversed(), EPOCH), zip(entries, EPOCH));
});

test("the signed package carries its key, the id that follows from it, and a signature over the archive", () => {
  const { header, archive } = parts(readFileSync(join(first.folder, "mpa-extension.crx")));
  assert.equal(first.signed.id, chromiumId(SPKI.toString("base64")));
  assert.ok(header.includes(SPKI), "the public key");

  // The header ends with the id, 16 bytes in a field of their own; the signature is before its field's three bytes of number and one of length.
  const signedData = header.subarray(-18);
  const signature = header.subarray(-18 - 4 - 256, -18 - 4);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(signedData.length);
  const signed = Buffer.concat([Buffer.from("CRX3 SignedData\0"), length, signedData, archive]);
  assert.ok(verify("sha256", signed, publicKey, signature), "the signature");
  const changed = Buffer.from(signed);
  changed[changed.length - 1] ^= 1;
  assert.ok(!verify("sha256", changed, publicKey, signature), "a signature over something else");
});

test("the update manifest names the package by its address, its id and its version", () => {
  const text = readFileSync(join(first.folder, "updates.xml"), "utf8");
  const { version } = JSON.parse(readFileSync(join(EXTENSION, "manifest.json"), "utf8"));
  assert.equal(/ appid="([^"]*)"/.exec(text)?.[1], first.signed.id);
  assert.equal(/ codebase="([^"]*)"/.exec(text)?.[1], `${ADDRESS}/mpa-extension.crx`);
  assert.equal(/<updatecheck .*version="([^"]*)"/.exec(text)?.[1], version);
});

test("Mozilla's linter finds nothing in the xpi that could be avoided", async () => {
  const folder = await unpacked(join(first.folder, "mpa-extension.xpi"));
  const webExt = join(ROOT, "tests/node_modules/web-ext/bin/web-ext.js");
  const lint = ["lint", "--output", "json", "--no-config-discovery", "--source-dir", folder];
  const { errors, warnings, notices } = JSON.parse(await run([process.execPath, webExt, ...lint], { within: 120_000 }));
  const codes = [...errors, ...warnings, ...notices].map(({ code }) => code);
  // Only a declared support for Android would silence it, where no browser can start a host.
  assert.deepEqual(codes, ["KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION"]);
});
