import { create } from 'zustand'
import { type DesktopSettings, parseDesktopSettings } from '../../shared/models/desktop.ts'
import { DESKTOP_SETTING } from '../../shared/models/settingNames.ts'
import type { CoreClient } from '../api/client.ts'
import { keep } from './kept.ts'

/** What the person wants of the desktop shell outside its window. */
export const useDesktop = create<DesktopSettings>()(() => parseDesktopSettings({}))

/** Loads the person's wishes and saves every change; the shell listens to the core. */
export const keepDesktop = (client: CoreClient, failed: (error: unknown) => void): (() => void) =>
  keep(client, { key: DESKTOP_SETTING, store: useDesktop, parse: parseDesktopSettings }, failed)
