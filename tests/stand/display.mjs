// A display that nobody sees, for windows that have to be real, and what is to be seen on it.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "./places.mjs";
import { start } from "./processes.mjs";

const WIDTH = 1024;
const HEIGHT = 768;

/**
 * Starts Xvfb on a free display number.
 * @param {import("./endings.mjs").Endings} endings
 */
export async function startDisplay(endings) {
  const folder = temporaryFolder(endings);
  const server = start(endings, [
    // Without -noreset it starts anew, and ends its clients, when a program that was alone on it leaves.
    ...["Xvfb", "-displayfd", "1", "-noreset", "-nolisten", "tcp", "-fbdir", folder],
    ...["-screen", "0", `${WIDTH}x${HEIGHT}x24`],
  ]);
  const [, number] = await server.line(/^(\d+)$/);
  return new Display(`:${number}`, join(folder, "Xvfb_screen0"));
}

/** A running display. */
export class Display {
  /**
   * @param {string} name
   * @param {string} frameBuffer the file in which the server keeps its pixels, in the format of xwd
   */
  constructor(name, frameBuffer) {
    this.frameBuffer = frameBuffer;
    /** What a program needs in its environment to appear here and nowhere else. */
    this.environment = { DISPLAY: name, WAYLAND_DISPLAY: undefined, XAUTHORITY: undefined };
  }

  /** What is on the screen now: 4 bytes a pixel, line after line. */
  picture() {
    const file = readFileSync(this.frameBuffer);
    const [headerSize, colours] = [file.readUInt32BE(0), file.readUInt32BE(76)];
    const bytesPerColour = 12;
    return file.subarray(headerSize + colours * bytesPerColour);
  }

  /** Whether nothing is on the screen but its one-coloured background. */
  isEmpty() {
    const picture = this.picture();
    return picture.subarray(4).equals(picture.subarray(0, -4));
  }
}
