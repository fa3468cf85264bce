// How much the host is: its file, and the shared libraries it loads with its window open: the display's, and no toolkit.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { test } from "node:test";

import { program } from "../stand/places.mjs";
import { atDesk } from "./desk.mjs";

const MOST_BYTES = 6_000_000;

/** What brings a desktop's toolkit, a text engine or a renderer along. */
const TOOLKITS = /\/lib(gtk|gdk|Qt|KF|cairo|pango|freetype|fontconfig|harfbuzz|GL|EGL|vulkan|glib|gio|stdc\+\+)/;

/** The C library's three, the smart card service's, and what X11 takes for a window with a keyboard. */
const MOST = 24;

test("the host's file is small", () => {
  const { size } = statSync(program("mpa-host"));
  assert.ok(size > 0 && size <= MOST_BYTES, `${size} bytes`);
});

test("a host whose window is open has loaded no toolkit", () =>
  atDesk({}, async (desk) => {
    const port = await desk.asking();
    const { pid } = await desk.person.window();
    const maps = readFileSync(`/proc/${pid}/maps`, "utf8");
    const libraries = [...new Set([...maps.matchAll(/ (\/\S+\.so(?:\.[\d.]+)?)$/gm)].map(([, file]) => file))];
    assert.ok(
      libraries.some((file) => file.includes("/libX11.so")),
      "the window's library is found",
    );
    assert.deepEqual(
      libraries.filter((file) => TOOLKITS.test(file)),
      [],
    );
    assert.ok(libraries.length <= MOST, `${libraries.length} libraries: ${libraries.join(" ")}`);
    port.send({ protocol: 1, request: "cancel" });
    await port.ended;
  }));
