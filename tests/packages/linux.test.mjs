// The packages for Linux as files: the same bytes each time, what the distributions' own linters say, what is told beside them.

import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, utimesSync } from "node:fs";
import { basename, join } from "node:path";
import { after, test } from "node:test";

import { Endings } from "../stand/endings.mjs";
import { ROOT, temporaryFolder } from "../stand/places.mjs";
import { run } from "../stand/processes.mjs";
import { PROGRAMS, VERSION, built, extensionKey, filesOf } from "./built.mjs";

const endings = new Endings();
after(() => endings.run());

const KEY = ["--extension-key", extensionKey(endings)];
const FIRST = await built(endings, KEY);

test("everything comes out the same from copies of the programs of another time and under another umask", async () => {
  const copies = join(temporaryFolder(endings), "programs");
  mkdirSync(copies);
  for (const name of ["mpa-host", "mpa-setup"]) {
    copyFileSync(join(PROGRAMS, name), join(copies, name));
    chmodSync(join(copies, name), 0o700);
    utimesSync(join(copies, name), 1_000_000_000, 1_000_000_000);
  }
  const before = process.umask(0o077);
  const second = await built(endings, [...KEY, "--programs", copies]).finally(() => process.umask(before));
  assert.equal(readFileSync(join(second, "SHA256SUMS"), "utf8"), readFileSync(join(FIRST, "SHA256SUMS"), "utf8"));
});

test("SHA256SUMS names every file, and sha256sum agrees", async () => {
  await run(["sh", "-c", 'cd "$1" && sha256sum --check --strict --quiet SHA256SUMS', "sh", FIRST]);
  const named = readFileSync(join(FIRST, "SHA256SUMS"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.slice(66));
  const there = filesOf(FIRST, "").map((path) => basename(path));
  assert.deepEqual(
    named,
    there.filter((name) => name !== "SHA256SUMS"),
  );
});

test("lintian has nothing to say", async () => {
  const said = await run(
    ["lintian", "--allow-root", "--pedantic", "--tag-display-limit", "0", ...filesOf(FIRST, ".deb")],
    {
      within: 120_000,
    },
  );
  assert.equal(said, "");
});

test("rpmlint has nothing to say", async () => {
  const config = join(ROOT, "tests/packages/rpmlint.toml");
  const said = await run(["rpmlint", "--config", config, ...filesOf(FIRST, ".rpm")], { within: 120_000 });
  assert.match(said, /5 packages and 0 specfiles checked; 0 errors, 0 warnings/);
});

test("no deb holds a conffile, which would outlive it, or anything below /etc", async () => {
  for (const file of filesOf(FIRST, ".deb")) {
    const contents = await run(["dpkg-deb", "--contents", file]);
    assert.match(contents, / \.\/usr\/share\/doc\//);
    assert.doesNotMatch(contents, / \.\/etc\//);
    assert.doesNotMatch(await run(["dpkg-deb", "--info", file]), /conffiles/);
  }
});

test("the rpms install, verify, and ask mpa-setup alone", async () => {
  const root = join(temporaryFolder(endings), "root");
  const rpm = ["rpm", "--root", root];
  await run([...rpm, "--initdb"]);
  await run([...rpm, "--install", "--nodeps", "--noscripts", ...filesOf(FIRST, ".rpm")]);
  const names = ["mpa-host", "mpa-chromium", "mpa-chrome", "mpa-edge", "mpa-firefox"];
  await run([...rpm, "--verify", "--nodeps", "--noscripts", ...names]);
  for (const name of names) {
    const scripts = await run([...rpm, "--query", "--scripts", name]);
    assert.match(scripts, new RegExp(`^mpa-setup install --scope system --owner ${name} `, "m"));
    assert.match(scripts, new RegExp(`^  mpa-setup uninstall --scope system --owner ${name} `, "m"));
    assert.match(scripts, /^if \[ "\$1" = 0 \]; then$/m, "nothing is taken back when a newer one comes");
    assert.equal(await run([...rpm, "--query", "--configfiles", name]), "");
  }
  const needs = await run([...rpm, "--query", "--requires", "mpa-host"]);
  assert.match(needs, /^pcsc-lite$/m);
  assert.match(needs, /^libpcsclite\.so\.1\(\)\(64bit\)$/m);
});

test("beside each package stands what it is made of", () => {
  for (const file of [...filesOf(FIRST, ".deb"), ...filesOf(FIRST, ".rpm")]) {
    const bom = JSON.parse(readFileSync(`${file}.cdx.json`, "utf8"));
    assert.equal(bom.bomFormat, "CycloneDX");
    assert.equal(bom.specVersion, "1.5");
    assert.match(bom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(bom.metadata.component.name, basename(file));
    assert.equal(bom.metadata.component.version, VERSION);
    /** @type {{"bom-ref": string, name: string, licenses?: object[]}[]} */
    const components = bom.components;
    const references = components.map((component) => component["bom-ref"]);
    assert.equal(new Set(references).size, references.length, "each once");
    const known = new Set([...references, bom.metadata.component["bom-ref"]]);
    for (const { ref, dependsOn } of bom.dependencies) {
      assert.ok(
        [ref, ...dependsOn].every((reference) => known.has(reference)),
        ref,
      );
    }
    const names = components.map(({ name }) => name);
    const programs = basename(file).startsWith("mpa-host");
    assert.equal(names.includes("pcsc"), programs);
    assert.ok(!names.includes("card-emulator") && !names.includes("tempfile"), "nothing of the tests");
    assert.ok(
      components.every(({ licenses }) => licenses?.length === 1),
      "each with its licence",
    );
  }
});

test("a key from outside signs the rpms and the hashes", async () => {
  const ring = join(temporaryFolder(endings), "ring");
  mkdirSync(ring, { mode: 0o700 });
  const environment = { ...process.env, GNUPGHOME: ring };
  endings.add("gpg's agent", () => run(["gpgconf", "--kill", "all"], { env: environment }));
  const gpg = ["gpg", "--batch", "--passphrase", ""];
  await run([...gpg, "--quick-generate-key", "Test <test@mpa-host.example>", "rsa2048", "sign", "1d"], {
    env: environment,
  });
  const listed = await run(["gpg", "--list-keys", "--with-colons"], { env: environment });
  const fingerprint = String(/^fpr:+([0-9A-F]+):/m.exec(listed)?.[1]);
  const out = await built(endings, [...KEY, "--signing-key", fingerprint], environment);

  await run(["gpg", "--verify", join(out, "SHA256SUMS.asc"), join(out, "SHA256SUMS")], { env: environment });
  await assert.rejects(
    run(["gpg", "--verify", join(out, "SHA256SUMS.asc"), join(out, "mpa-extension.xpi")], { env: environment }),
    /BAD signature/,
  );
  const [database, key] = [join(ring, "rpm"), join(ring, "key.asc")];
  await run(["gpg", "--armor", "--output", key, "--export", fingerprint], { env: environment });
  await run(["rpmkeys", "--dbpath", database, "--import", key]);
  for (const file of filesOf(out, ".rpm")) {
    assert.match(await run(["rpmkeys", "--dbpath", database, "--checksig", file]), /digests signatures OK/);
  }
  for (const file of filesOf(FIRST, ".rpm")) {
    assert.doesNotMatch(await run(["rpmkeys", "--dbpath", database, "--checksig", file]), /signatures/);
  }
});
