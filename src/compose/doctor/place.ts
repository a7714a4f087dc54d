import { lookAtFolder, lookAtSpool } from '../../adapters/disk.ts';
import { checkSounds } from '../../adapters/sound/check.ts';
import { checkRecordings } from '../../adapters/sound/check-recordings.ts';
import type { Check } from '../../application/diagnose.ts';
import { judgeFolder, judgeSounds, judgeSpool } from '../../application/diagnosis/place.ts';
import type { Examination } from './context.ts';

/** This machine: the data folder, the spool in it, and the sounds. */
export function placeChecks({ config, uses, running, system }: Examination): readonly Check[] {
  const { dataDir, soundsDir } = config;
  return [
    {
      name: 'disk',
      needs: uses('ZANGPAY_DATA_DIR'),
      remedy: 'See whether the disk answers, and what its log says (dmesg).',
      look: async () => judgeFolder(dataDir, await lookAtFolder(dataDir)),
    },
    {
      name: 'disk.spool',
      needs: ['disk'],
      remedy: 'Let the user of the server read the spool in ZANGPAY_DATA_DIR.',
      look: async () => judgeSpool(await lookAtSpool(dataDir, system.now()), running !== null),
    },
    {
      name: 'prompts',
      needs: uses('ZANGPAY_SOUNDS'),
      remedy: 'Let this user read the folder of ZANGPAY_SOUNDS.',
      async look() {
        const recordings = await checkRecordings(soundsDir);
        return judgeSounds([...(await checkSounds(soundsDir)), ...recordings.problems]);
      },
    },
  ];
}
