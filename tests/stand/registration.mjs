// The manifest that tells a browser which program the native host is, and which extensions may start it.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { FAMILIES } from "./families.mjs";
import { EXTENSION } from "./places.mjs";

/** The host's name in native messaging. */
const HOST_NAME = "mpa_host";

/** Edge's store gives the extension an id of its own; until it has one, an id of the right form that no key can have by chance. */
export const EDGE_STORE_ID = "abcdefghijklmnopabcdefghijklmnop";

const MANIFEST = JSON.parse(readFileSync(join(EXTENSION, "manifest.json"), "utf8"));

/**
 * The ids under which this project's extension may start the host.
 *
 * @param {import("./families.mjs").Family["allowed"]} allowed the manifest's field for them
 * @returns {string[]}
 */
export function ownIds(allowed) {
  return {
    allowed_origins: [chromiumId(MANIFEST.key), EDGE_STORE_ID],
    allowed_extensions: [MANIFEST.browser_specific_settings.gecko.id],
  }[allowed];
}

/**
 * The manifest of the host in one browser.
 *
 * @typedef {ReturnType<typeof registration>} Registration
 */

/**
 * @param {string} family
 * @param {string} home
 * @param {string} profile
 */
export function registration(family, home, profile) {
  const { manifests, allowed } = FAMILIES[family];
  const folder = manifests(home, profile);
  const file = join(folder, `${HOST_NAME}.json`);
  return {
    /**
     * Names the host; a browser reads this each time it starts one.
     * A host that is there is named by a link in the home folder, so that its command line tells whose it is:
     * its environment is kept from other processes of the same user.
     *
     * @param {string} host its path
     * @param {string[]} [ids] the extensions that may start it, instead of this project's
     */
    write(host, ids = ownIds(allowed)) {
      mkdirSync(folder, { recursive: true });
      const list = allowed === "allowed_origins" ? ids.map((id) => `chrome-extension://${id}/`) : ids;
      const manifest = { name: HOST_NAME, description: "Login with a My Number card", type: "stdio" };
      writeFileSync(file, JSON.stringify({ ...manifest, path: linked(host, home), [allowed]: list }));
    },
    remove() {
      rmSync(file, { force: true });
    },
  };
}

/**
 * @param {string} host
 * @param {string} home
 */
function linked(host, home) {
  if (!existsSync(host)) {
    return host;
  }
  const link = join(home, basename(host));
  rmSync(link, { force: true });
  symlinkSync(host, link);
  return link;
}

/**
 * The id that Chromium gives an extension: half the digest of its public key, with the letters a to p for hex digits.
 *
 * @param {string} key base64 of the SubjectPublicKeyInfo
 */
export function chromiumId(key) {
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("hex").slice(0, 32);
  return [...digest].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join("");
}
