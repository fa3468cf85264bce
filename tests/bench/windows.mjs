// When windows appear on a display, told by the X server itself.

import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";

import { start } from "../stand/processes.mjs";

/** @typedef {Awaited<ReturnType<typeof watchWindows>>} Windows */

/**
 * Watches a display for windows that are mapped on it.
 * @param {import("../stand/endings.mjs").Endings} endings
 * @param {import("../stand/display.mjs").Display} display
 */
export async function watchWindows(endings, display) {
  const env = { ...process.env, ...display.environment };
  const watcher = start(endings, ["stdbuf", "-oL", "xev", "-root", "-event", "substructure"], { name: "xev", env });
  const mapped = new EventEmitter();
  if (!watcher.child.stdout) {
    throw new Error("xev prints nothing");
  }
  createInterface({ input: watcher.child.stdout }).on("line", (line) => {
    if (line.startsWith("MapNotify event")) {
      mapped.emit("window", performance.now());
    }
  });
  // It has begun to listen when it sees a window of somebody else's.
  for (let seen = false; !seen;) {
    const first = once(mapped, "window", { signal: AbortSignal.timeout(500) });
    const other = start(endings, ["xev"], { env });
    seen = await first.then(
      () => true,
      () => false,
    );
    await other.end();
  }
  return {
    /** The time at which the next window is mapped, by `performance.now()`. */
    next: () => {
      const time = once(mapped, "window", { signal: AbortSignal.timeout(20_000) }).then(([at]) => Number(at));
      // Whoever asked may have given up before, because the program was not there.
      time.catch(() => undefined);
      return time;
    },
  };
}
