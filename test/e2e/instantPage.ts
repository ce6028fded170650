import type { Workbench } from '../host/page.mts';
import { until } from '../host/until.mts';

/**
 * Types a key until the ghost text is there. What is typed before the instant engine has read the document leads to
 * nothing, and the next key asks again.
 */
export async function typeUntilGhost(
  workbench: Workbench,
  key: string,
  ghost: string | RegExp,
): Promise<void> {
  const isSuggested = async () => {
    await workbench.type(key);
    const isThere = await workbench.waitForGhost(ghost, 2_000).then(
      () => true,
      () => false,
    );
    await (isThere ? undefined : workbench.press('Backspace'));
    return isThere;
  };
  await until(isSuggested, 20_000, workbench.editorText);
}

/** Opens the sample and takes what the instant engine says of its last function. */
export async function takeInSample(workbench: Workbench): Promise<void> {
  await workbench.command('Ghostline: Open a Sample to Type In');
  const text = () => workbench.editorText().catch(() => 'no editor');
  await until(async () => (await text()).includes('openTotal'), 10_000, text);
  await workbench.type('const chosen = ');
  await typeUntilGhost(workbench, 'o', /rders\./);
  await workbench.press('Tab');
  // The functions above have the same line.
  await workbench.waitForText(/openTotal.*const chosen = orders\./s);
  const whole = /openTotal.*const chosen = orders\.filter/s;
  if (!whole.test(await text())) {
    // With a part of the document read, the suggestion ended behind the dot.
    await typeUntilGhost(workbench, 'f', /ilter/);
    await workbench.press('Tab');
  }
  await workbench.waitForText(whole);
}
