// What a page asks: as web-eid.js 2.1 writes it, and as the official pages do.

export const NONCE = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";

export const STATUS = Object.freeze({ action: "web-eid:status", libraryVersion: "2.1.0-beta.2" });

export const AUTHENTICATE = Object.freeze({
  action: "web-eid:authenticate",
  libraryVersion: "2.1.0-beta.2",
  challengeNonce: NONCE,
  options: Object.freeze({ lang: "ja" }),
});

/** What the content script makes of an official page's request. */
export const OFFICIAL_LOGIN = Object.freeze({
  mode: "01",
  service_id: "01",
  digest: "MDEwDQYJYIZIAWUDBAIBBQAEIJrdj9hsjR2ikNsBCfwtIgwdj/U9bMF/r6W5WE8SgETF",
});
