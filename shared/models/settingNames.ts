/** The person's setting (`app.getSetting`) that holds `DesktopSettings`; only the desktop shell acts on it. */
export const DESKTOP_SETTING = 'desktop'

/** The person's setting that names the language of the window, the menus and the notifications: `en` or `de`. */
export const LANGUAGE_SETTING = 'language'

/** The person's setting that holds how they arranged the window, its theme among it. */
export const VIEW_SETTING = 'view'
