// What the MSI holds: the programs, two manifests, and for each browser a key in its own tables.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Which keys below SOFTWARE each browser reads, by its name as a feature: a test compares them with what mpa-setup would write. */
export const KEYS = {
  Chrome: ["Google\\Chrome"],
  Chromium: ["Chromium"],
  Edge: ["Microsoft\\Edge"],
  Brave: ["BraveSoftware\\Brave-Browser", "Google\\Chrome"],
  Vivaldi: ["Vivaldi", "Google\\Chrome"],
  Opera: ["Google\\Chrome"],
  Firefox: ["Mozilla"],
  LibreWolf: ["Mozilla"],
};

const FILES = ["mpa-host.exe", "mpa-setup.exe", "chromium.json", "firefox.json"];

/** The versions of one product; it never changes. */
const UPGRADE_CODE = guid("upgrade");

/**
 * A GUID that is the same for the same name (RFC 9562, version 8).
 *
 * @param {string} name
 */
export function guid(name) {
  const bytes = createHash("sha256").update(`mpa-host.example msi ${name}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex").toUpperCase();
  return `{${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}}`;
}

/**
 * The MSI's source for wixl, and the files beside it.
 *
 * @param {string} root the tree
 * @param {string} version
 */
export function msiSource(root, version) {
  const keys = [...new Set(Object.values(KEYS).flat())];
  const features = [
    feature("Main", "mpa-host", []),
    ...Object.entries(KEYS).map(([browser, its]) => feature(browser, browser, its.map(keyId))),
  ];
  const source = `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="${guid(`product ${version}`)}" Name="My Number card login" Language="1033" Version="${version}" Manufacturer="mpa-host" UpgradeCode="${UPGRADE_CODE}">
    <Package InstallerVersion="200" Compressed="yes" InstallScope="perMachine"/>
    <MajorUpgrade DowngradeErrorMessage="A newer version is installed. Please remove it first."/>
    <Media Id="1" Cabinet="mpa.cab" EmbedCab="yes"/>
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="ProgramFiles64Folder">
        <Directory Id="INSTALLDIR" Name="mpa-host">
          ${FILES.map(fileComponent).join("\n          ")}
          ${keys.map(keyComponent).join("\n          ")}
        </Directory>
      </Directory>
    </Directory>
    ${features.join("\n    ")}
  </Product>
</Wix>
`;
  return { source, manifests: manifests(root) };
}

/**
 * Every feature holds the files: a component is there as long as one of its features is, so that no ADDLOCAL and no REMOVE
 * registers a host that is not installed. (Windows would install a parent with its child; wine does not.)
 *
 * @param {string} id
 * @param {string} title
 * @param {string[]} own its components beside the files
 */
function feature(id, title, own) {
  const components = [...FILES.map(fileId), ...own].map((component) => `<ComponentRef Id="${component}"/>`);
  return `<Feature Id="${id}" Title="${title}" Level="1">${components.join("")}</Feature>`;
}

/** @param {string} name */
const fileId = (name) => name.replace("-", "_");

/** @param {string} name */
function fileComponent(name) {
  const id = fileId(name);
  return `<Component Id="${id}" Guid="${guid(name)}" Win64="yes"><File Id="file_${id}" Name="${name}" Source="${name}" KeyPath="yes"/></Component>`;
}

/** @param {string} key */
function keyComponent(key) {
  const manifest = key === "Mozilla" ? "firefox.json" : "chromium.json";
  return `<Component Id="${keyId(key)}" Guid="${guid(key)}" Win64="yes"><RegistryKey Root="HKLM" Key="SOFTWARE\\${key}\\NativeMessagingHosts\\mpa_host"><RegistryValue Type="string" Value="[INSTALLDIR]${manifest}" KeyPath="yes"/></RegistryKey></Component>`;
}

/** @param {string} key */
const keyId = (key) => `key_${key.replaceAll(/\W/g, "_")}`;

/**
 * The manifests, with the ids that mpa-setup writes; a path without a folder is beside the manifest, which Windows' browsers allow.
 *
 * @param {string} root
 */
function manifests(root) {
  const table = readFileSync(join(root, "installer/src/manifest.rs"), "utf8");
  const chromium = [...(/CHROMIUM_IDS: [^=]*= \[([^\]]*)\]/.exec(table)?.[1].matchAll(/"([a-p]{32})"/g) ?? [])];
  const firefox = /FIREFOX_ID: &str = "([^"]+)"/.exec(table)?.[1];
  if (chromium.length === 0 || firefox === undefined) {
    throw new Error("installer/src/manifest.rs has no ids of the extension");
  }
  const manifest = {
    name: "mpa_host",
    description: "Logs in with a My Number card",
    path: "mpa-host.exe",
    type: "stdio",
  };
  const origins = chromium.map(([, id]) => `chrome-extension://${id}/`);
  return {
    "chromium.json": `${JSON.stringify({ ...manifest, allowed_origins: origins }, null, 2)}\n`,
    "firefox.json": `${JSON.stringify({ ...manifest, allowed_extensions: [firefox] }, null, 2)}\n`,
  };
}
