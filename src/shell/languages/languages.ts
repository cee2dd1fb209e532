import type { Language } from '../facts/program.ts'
import { judgeAwk } from './awk.ts'
import { judgeJq, judgeYq } from './jq.ts'
import type { Judge } from './language.ts'
import { judgeSed } from './sed.ts'
import {
  judgeClock,
  judgeDestination,
  judgeGitConfig,
  judgeName,
  judgeNumber,
  judgeObject,
  judgePackage,
  judgePs,
  judgePsFormat,
  judgeSetting,
  judgeSettings,
  judgeSource,
  judgeTest,
  judgeUpload,
} from './words.ts'

/** Who judges an argument that is text of a small language. */
export const languages: Readonly<Record<Language, Judge>> = {
  awk: judgeAwk,
  clock: judgeClock,
  gitconfig: judgeGitConfig,
  jq: judgeJq,
  name: judgeName,
  number: judgeNumber,
  object: judgeObject,
  package: judgePackage,
  ps: judgePs,
  psformat: judgePsFormat,
  sed: judgeSed,
  destination: judgeDestination,
  setting: judgeSetting,
  settings: judgeSettings,
  source: judgeSource,
  test: judgeTest,
  upload: judgeUpload,
  yq: judgeYq,
}
