import { Fault } from '../../application/fault.ts';
import { NotInstalled, runTool } from './tools.ts';

/**
 * Plays a WAV file on this machine's loudspeaker, with the first player that is installed. Rejects with a Fault when
 * there is none, or it cannot play.
 */
export async function playAloud(wav: Uint8Array): Promise<void> {
  try {
    await withPlay(wav).catch((error: unknown) => {
      if (error instanceof NotInstalled) return withAplay(wav);
      throw error;
    });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const why =
      error instanceof NotInstalled ? 'Neither play (of sox) nor aplay is installed.' : `${error.message}.`;
    throw new Fault(`${why} To write the sound to a file, give --out FILE.`);
  }
}

function withPlay(wav: Uint8Array): Promise<unknown> {
  return runTool('play', ['-q', '-t', 'wav', '-'], wav);
}

function withAplay(wav: Uint8Array): Promise<unknown> {
  return runTool('aplay', ['-q', '-'], wav);
}
