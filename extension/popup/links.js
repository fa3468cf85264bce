// Where the buttons of the popup and the set-up page lead: placeholders, until the packages have a home.

/** The page that offers the login app for this computer's system. */
export const DOWNLOAD_PAGE = "https://mpa-host.example/download";
