// @vitest-environment node
import { expect, test } from 'vitest'
import { leftTexts, leftTextsIn } from '../testing/leftTexts.ts'

const texts = (code: string) => leftTextsIn('a.tsx', code).map(each => each.text)

test('finds what is read or spoken and comes from no catalogue', () => {
  expect(texts('const a = <p>Hello <b>{t("x")}</b> you</p>')).toEqual(['Hello', 'you'])
  expect(texts('const a = <i aria-label="Close" className="some words" />')).toEqual(['Close'])
  expect(texts("const a = <i title={open ? 'Hide it' : t('y')} />")).toEqual(['Hide it'])
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is read
  expect(texts('const a = <i>{`${n} machines`}</i>')).toEqual(['machines'])
  expect(texts("const a = { label: 'Start', id: 'start it' }")).toEqual(['Start'])
  expect(texts("tell('It was done')")).toEqual(['It was done'])
})

test('leaves names, keys, code and types alone', () => {
  expect(
    texts(
      "const a = <p>{t('frame.rail.all')} · <kbd>Ctrl K</kbd> <code>virsh start web</code> XML {n}/{m} vCPUs</p>",
    ),
  ).toEqual([])
  expect(
    texts("type A = { label: 'Start here' }\nconst a = <i className={open ? 'is open' : ''} />"),
  ).toEqual([])
})

test('the window says nothing but what its catalogues say', () => {
  const left = leftTexts('renderer')
  expect(left.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([])
})
