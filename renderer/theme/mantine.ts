import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const same = (color: string): MantineColorsTuple => [
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
]

const scale = (...steps: [string, string, string, string, string, string, string, string, string, string]) =>
  steps.map(step => `var(--${step})`) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]

/** Text on a filled button is chosen for contrast in each scheme; a dangerous verb in a menu is as red as a bad state. */
const variantColors: VariantColorsResolver = input => {
  const colors = defaultVariantColorsResolver(input)
  const danger = input.color === 'danger'
  if (input.variant === 'filled' && (danger || input.color === 'accent' || input.color === undefined))
    return { ...colors, color: danger ? 'var(--on-danger)' : 'var(--on-accent)' }
  if (input.variant === 'light' && danger)
    return { ...colors, color: 'var(--state-bad)', hover: 'var(--bad-soft)' }
  return colors
}

/** Mantine's components in the window's own tokens: one accent, small type, short motion. */
export const theme = createTheme({
  primaryColor: 'accent',
  variantColorResolver: variantColors,
  colors: {
    accent: same('var(--accent-fill)'),
    danger: same('var(--danger-fill)'),
    dark: scale('n12', 'n11', 'n10', 'n9', 'n6', 'n5', 'n3', 'n2', 'n1', 'n1'),
    gray: scale('n3', 'n3', 'n4', 'n5', 'n6', 'n8', 'n9', 'n10', 'n11', 'n12'),
  },
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '14px', xl: '16px' },
  lineHeights: { xs: '1.45', sm: '1.45', md: '1.45', lg: '1.45', xl: '1.35' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '16px' }, h2: { fontSize: '14px' }, h3: { fontSize: '13px' } },
  },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    Checkbox: { defaultProps: { size: 'xs', iconColor: 'var(--on-accent)' } },
    Modal: {
      defaultProps: {
        centered: false,
        transitionProps: { duration: 140, transition: 'fade-down' },
        overlayProps: { color: 'var(--scrim)', backgroundOpacity: 1 },
      },
    },
    Menu: {
      defaultProps: {
        withInitialFocusPlaceholder: false,
        shadow: 'md',
        transitionProps: { duration: 120 },
        withinPortal: true,
      },
    },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 120 } } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
})

const shared = {
  '--mantine-color-body': 'var(--n2)',
  '--mantine-color-text': 'var(--n12)',
  '--mantine-color-dimmed': 'var(--n10)',
  '--mantine-color-placeholder': 'var(--n9)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-bright': 'var(--n12)',
  '--mantine-color-default': 'var(--n3)',
  '--mantine-color-default-hover': 'var(--n4)',
  '--mantine-color-default-color': 'var(--n12)',
  '--mantine-color-default-border': 'var(--n6)',
  '--mantine-color-disabled': 'var(--n3)',
  '--mantine-color-disabled-color': 'var(--n8)',
  '--mantine-color-disabled-border': 'var(--n5)',
  '--mantine-color-error': 'var(--state-bad)',
  '--mantine-color-accent-filled': 'var(--accent-fill)',
  '--mantine-color-accent-filled-hover': 'var(--accent)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-hover': 'var(--accent-soft-strong)',
  '--mantine-color-accent-light-color': 'var(--accent-text)',
  '--mantine-color-accent-outline': 'var(--accent-text)',
  '--mantine-primary-color-filled': 'var(--accent-fill)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-color-danger-filled': 'var(--danger-fill)',
  '--mantine-color-danger-filled-hover': 'var(--danger-fill)',
  '--mantine-color-danger-light': 'var(--bad-soft)',
  '--mantine-color-danger-light-hover': 'var(--bad-soft)',
  '--mantine-color-danger-light-color': 'var(--state-bad)',
  '--mantine-color-gray-light-color': 'var(--n11)',
  '--mantine-color-gray-light': 'transparent',
  '--mantine-color-gray-light-hover': 'var(--n4)',
  '--mantine-shadow-md': 'var(--shadow)',
  '--mantine-shadow-xl': 'var(--shadow)',
}

/** Mantine's own variables pointed at the tokens, the same names in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, dark: shared, light: shared })
