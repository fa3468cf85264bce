// What a page posts, as web-eid.js 2.1 writes it.

export const NONCE = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";

export const STATUS = Object.freeze({ action: "web-eid:status", libraryVersion: "2.1.0-beta.2" });

export const AUTHENTICATE = Object.freeze({
  action: "web-eid:authenticate",
  libraryVersion: "2.1.0-beta.2",
  challengeNonce: NONCE,
  options: Object.freeze({ lang: "ja" }),
});
