/**
 * Gives every style element made at run time the page's nonce, so that libraries which know nothing
 * of nonces (react-remove-scroll inside dialogs) work under the strict content policy. Imported first.
 */
export const styleNonce =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.getAttribute('content') ?? ''

const createElement = document.createElement.bind(document)
Object.defineProperty(document, 'createElement', {
  configurable: true,
  value: (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = createElement(name, options)
    if (element instanceof HTMLStyleElement) element.nonce = styleNonce
    return element
  },
})
