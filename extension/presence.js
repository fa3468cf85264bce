// Tells a page what is missing for a login, and no more than a page may know: no tries, no dates, no names.

import { watchChecklist } from "./checklist.js";
import { confine } from "./confinement.js";
import { Failure, failed } from "./failure.js";
import { asRecord } from "./record.js";
import { pageOrigin } from "./sender.js";

/** @type {import("./conversation.js").PageProtocol} */
export async function tellPresence(message, { sender, left, tell }) {
  if (asRecord(message)?.action !== "mpa:presence") {
    return false;
  }
  // The person may take the permission back while the page is open.
  const refused = new AbortController();
  const confineAgain = async () => {
    try {
      await confine("presence", pageOrigin(sender));
    } catch (cause) {
      refused.abort(cause);
    }
  };
  chrome.permissions.onRemoved.addListener(confineAgain);
  try {
    await confine("presence", pageOrigin(sender));
    // What a page may not know changes, too: it must not even learn when.
    let told = "";
    await watchChecklist(
      (checklist) => {
        const update = reduced(checklist);
        if (told !== (told = JSON.stringify(update))) {
          tell(update);
        }
      },
      AbortSignal.any([left, refused.signal]),
    );
    refused.signal.throwIfAborted();
  } catch (cause) {
    tell(failure(cause));
  } finally {
    chrome.permissions.onRemoved.removeListener(confineAgain);
  }
  return true;
}

/** @param {import("./checklist.js").Checklist} checklist */
function reduced({ extension, host, reader, card }) {
  const { version, reason, message } = host;
  return {
    action: "mpa:presence-update",
    extension: { present: true, version: extension.version },
    host: {
      present: host.state === "present",
      ...(version !== undefined && { version }),
      ...(reason !== undefined && { reason }),
      ...(message !== undefined && { message }),
    },
    reader: presence(reader.state, reader.reason === "only-virtual" ? "no-reader" : reader.reason),
    card: presence(card.state, card.reason),
  };
}

/**
 * @param {"unknown" | "present" | "missing"} state
 * @param {string | undefined} reason
 */
function presence(state, reason = "unknown") {
  return state === "present" ? { present: true } : { present: false, reason };
}

/** @param {unknown} cause */
function failure(cause) {
  const { reason, message } = cause instanceof Failure ? cause : failed("extension-failed");
  const code = `ERR_MPA_${reason.toUpperCase().replaceAll("-", "_")}`;
  return { action: "mpa:presence-failure", error: { code, reason, message } };
}
