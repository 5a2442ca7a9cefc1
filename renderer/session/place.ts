/** Where this installation is reached, as the address bar says; null in the desktop's own window. */
export const installationPlace = (): string | null =>
  location.protocol === 'http:' || location.protocol === 'https:' ? location.host : null
