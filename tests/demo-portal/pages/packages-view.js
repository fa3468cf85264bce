/** The list of packages, each with its size and its hash. */

const MEGABYTE = 1_000_000;

/**
 * @param {import("./packages.js").Packages} packages
 * @param {import("./computer.js").Computer} computer
 * @param {(key: string) => string | undefined} say
 */
export function drawPackages({ program, files }, { system }, say) {
  const section = document.getElementById("packages");
  if (program === undefined) return;
  const words = say(`setup.packages.${system}`) ?? "";
  section.querySelector(".words").textContent = words.replace("{file}", program.slice("/downloads/".length));
  section.querySelector("ul").replaceChildren(...files.map((file) => row(file, say)));
  section.hidden = false;
}

/**
 * @param {import("./packages.js").File} file
 * @param {(key: string) => string | undefined} say
 */
function row({ name, size, sha256 }, say) {
  const link = document.createElement("a");
  link.href = `/downloads/${name}`;
  link.textContent = name;
  const megabytes = (size / MEGABYTE).toFixed(2);
  const hash = document.createElement("code");
  hash.textContent = `SHA-256 ${sha256}`;
  const first = document.createElement("span");
  first.append(link, ` ${(say("setup.packages.size") ?? "").replace("{size}", megabytes)}`);
  const item = document.createElement("li");
  item.append(first, hash);
  return item;
}
