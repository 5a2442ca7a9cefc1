/** What hosts report and tasks say, in English, as the command line says it. */
export { reports } from '../../../shared/report.ts'
