// What Windows shows of a program and asks of it: icon, version, and the manifest that has the window drawn sharp.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The icon's sizes, which the extension ships as PNG files. */
const SIZES = [16, 32, 48, 128];

/**
 * `asInvoker` keeps Windows from taking "setup" in a name for a wish to be administrator; a window is drawn for its own
 * monitor's density; and paths beyond 260 characters work.
 */
const MANIFEST = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security><requestedPrivileges><requestedExecutionLevel level="asInvoker" uiAccess="false"/></requestedPrivileges></security>
  </trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application><supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/></application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <dpiAware xmlns="http://schemas.microsoft.com/SMI/2005/WindowsSettings">true/pm</dpiAware>
      <dpiAwareness xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">PerMonitorV2</dpiAwareness>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
    </windowsSettings>
  </application>
</assembly>
`;

/**
 * Writes the resource script of one program, and what it names, into a folder.
 *
 * @param {string} root the tree
 * @param {string} folder
 * @param {{name: string, description: string, version: string}} program
 * @returns {string} the script's path, for windres
 */
export function writeResource(root, folder, { name, description, version }) {
  writeFileSync(join(folder, "mpa.ico"), icon(root));
  writeFileSync(join(folder, "mpa.manifest"), MANIFEST);
  const numbers = [...version.split("."), "0"].slice(0, 4).join(",");
  const strings = {
    FileDescription: description,
    FileVersion: version,
    InternalName: name,
    LegalCopyright: "MIT OR Apache-2.0",
    OriginalFilename: `${name}.exe`,
    ProductName: "mpa-host",
    ProductVersion: version,
  };
  const values = Object.entries(strings).map(([key, value]) => `      VALUE "${key}", "${value}\\0"`);
  const script = join(folder, `${name}.rc`);
  writeFileSync(
    script,
    `1 ICON "mpa.ico"
1 24 "mpa.manifest"
1 VERSIONINFO
FILEVERSION ${numbers}
PRODUCTVERSION ${numbers}
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
${values.join("\n")}
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x0409, 0x04b0
  END
END
`,
  );
  return script;
}

/**
 * An icon file: a table, and PNG files as they are (Windows Vista and later).
 *
 * @param {string} root
 */
export function icon(root) {
  const pictures = SIZES.map((size) => readFileSync(join(root, `extension/icons/${size}.png`)));
  const head = Buffer.alloc(6);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(SIZES.length, 4);
  let offset = head.length + 16 * SIZES.length;
  const entries = pictures.map((picture, index) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt8(SIZES[index], 0);
    entry.writeUInt8(SIZES[index], 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(picture.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += picture.length;
    return entry;
  });
  return Buffer.concat([head, ...entries, ...pictures]);
}
