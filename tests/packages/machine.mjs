// A copy of this whole machine that is thrown away: programs are installed in it, run, and removed, and nothing of it stays.
// What is written there is kept apart from the machine below, so every file that was made, changed or removed can be named.

import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../stand/places.mjs";
import { run, start } from "../stand/processes.mjs";

// The folder for temporary files is the machine's own: sockets, displays and homes lie there, for inside and outside.
// An overlay's two layers may not lie one within the other, so the upper one is a file system of its own.
const INSIDE = `
  set -e
  mkdir "$1/layers" "$1/root"
  mount -t tmpfs tmpfs "$1/layers"
  mkdir "$1/layers/upper" "$1/layers/work"
  mount -t overlay -o "lowerdir=/,upperdir=$1/layers/upper,workdir=$1/layers/work" overlay "$1/root"
  for shared in /proc /sys /dev; do mount --rbind $shared "$1/root$shared"; done
  mount --bind /tmp "$1/root/tmp"
  echo ready
  exec cat >/dev/null
`;

/** What dpkg, apt and the tools that they call keep for themselves. */
const THEIRS = [/^\/var\/lib\/(dpkg|apt)(\/|$)/, /^\/var\/cache(\/|$)/, /^\/var\/log(\/|$)/];

/** @param {import("../stand/endings.mjs").Endings} endings */
export async function startMachine(endings) {
  const folder = temporaryFolder(endings);
  const machine = start(endings, ["unshare", "--mount", "sh", "-c", INSIDE, "sh", folder], {
    name: "machine",
    leash: false,
  });
  await machine.line(/^ready$/);
  return new Machine(machine.pid, folder);
}

/** A running copy. */
export class Machine {
  /**
   * @param {number} pid a process that sees the copy
   * @param {string} folder
   */
  constructor(pid, folder) {
    this.pid = pid;
    this.folder = folder;
    /** A person's, seen under the same path inside and outside. */
    this.home = join(folder, "home");
    mkdirSync(this.home);
  }

  /**
   * A command that runs another inside.
   *
   * @param {string[]} command
   */
  inside(command) {
    return ["nsenter", `--mount=/proc/${this.pid}/ns/mnt`, "chroot", join(this.folder, "root"), ...command];
  }

  /**
   * Runs a program inside, as root, to its end.
   *
   * @param {string[]} command
   * @param {NodeJS.ProcessEnv} [environment]
   */
  run(command, environment = {}) {
    const env = { ...process.env, LC_ALL: "C.UTF-8", HOME: this.home, ...environment };
    return run(this.inside(command), { env, within: 120_000 });
  }

  /**
   * Installs or removes packages with apt.
   *
   * @param {string[]} command
   */
  apt(command) {
    const quiet = ["-q", "-y", "--no-install-recommends"];
    return this.run(["apt-get", ...quiet, ...command], { DEBIAN_FRONTEND: "noninteractive" });
  }

  /**
   * Everything that is otherwise than on the machine below, each with what became of it.
   *
   * @returns {string[]}
   */
  changes() {
    const upper = `/proc/${this.pid}/root${join(this.folder, "layers/upper")}`;
    const entries = readdirSync(upper, { recursive: true, withFileTypes: true });
    return entries
      .map((entry) => join(entry.parentPath, entry.name).slice(upper.length))
      .filter((path) => !THEIRS.some((pattern) => pattern.test(path)))
      .flatMap((path) => change(path, join(upper, path)))
      .sort();
  }
}

/**
 * @param {string} path
 * @param {string} above where the copy has it
 */
function change(path, above) {
  const now = lstatSync(above);
  // The overlay's sign for what was removed.
  if (now.isCharacterDevice()) {
    return [`removed ${path}`];
  }
  const before = lstatSync(path, { throwIfNoEntry: false });
  if (!before) {
    return [`made ${path}`];
  }
  const same = before.mode === now.mode && before.uid === now.uid && before.gid === now.gid;
  return same && content(path, before) === content(above, now) ? [] : [`changed ${path}`];
}

/**
 * @param {string} path
 * @param {import("node:fs").Stats} stats
 */
function content(path, stats) {
  if (stats.isSymbolicLink()) {
    return readlinkSync(path);
  }
  return stats.isFile() && existsSync(path) ? readFileSync(path, "latin1") : "";
}
