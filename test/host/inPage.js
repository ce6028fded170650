// Runs in the workbench's page before anything else does and answers the page driver: what is painted, and when.
// Reads the page only; it changes nothing.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isShown = (element) => element.getClientRects().length > 0;
  const plain = (text) => text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '');

  /** Ghost text as painted (a tab is as many spaces as it is wide): the part in the cursor's line, then the lines below. */
  function ghostText() {
    const inline = all('.ghost-text-decoration, .ghost-text-decoration-preview').filter(isShown);
    const below = all('.suggest-preview-text').filter(isShown);
    const first = plain(inline.map((span) => span.textContent).join(''));
    const rest = below.flatMap((zone) =>
      all('.view-line', zone)
        .filter((line) => line.closest('.suggest-preview-text') === zone)
        .map((line) => plain(line.textContent)),
    );
    return [first, ...rest].join('\n').replace(/\n+$/, '');
  }

  function listLabels(root, selector) {
    const rows = all('.monaco-list-row', root).filter(isShown);
    rows.sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index));
    return rows.map((row) => plain((row.querySelector(selector) ?? row).textContent).trim());
  }

  function suggestLabels() {
    const widget = document.querySelector('.suggest-widget.visible');
    // "Loading..." is a message, not an answer: the widget counts as open when it has rows.
    if (!widget || !isShown(widget)) {
      return undefined;
    }
    const labels = listLabels(widget, '.label-name');
    return labels.length > 0 ? labels : undefined;
  }

  function statusItem(name) {
    const item = all('.statusbar-item').find(
      (element) =>
        element.id.includes(name) ||
        element.textContent.includes(name) ||
        element.ariaLabel?.includes(name),
    );
    if (!item) {
      return undefined;
    }
    const label = item.querySelector('.statusbar-item-label');
    return {
      id: item.id,
      text: plain(item.textContent).trim(),
      ariaLabel: item.getAttribute('aria-label') ?? label?.getAttribute('aria-label') ?? '',
      icons: all('.codicon', item).map(
        (icon) => /codicon-(?!modifier)([\w-]+)/.exec(icon.className)?.[1] ?? '',
      ),
    };
  }

  /** The editor that gets the keys: the name of its file and its caret as the status bar shows it. */
  function focusedEditor() {
    const editor = document.activeElement?.closest('.monaco-editor[data-uri]');
    const caret = /\d.*/.exec(statusItem('status.editor.selection')?.text ?? '')?.[0].match(/\d+/g);
    if (!editor || !caret) {
      return undefined;
    }
    const name = decodeURIComponent(editor.dataset.uri).split(/[/:]/).at(-1);
    return { name, line: Number(caret[0]), column: Number(caret[1]) };
  }

  /** Menus are drawn in a shadow root, others directly in the page. */
  function menuLabels() {
    const roots = [document, ...all('.shadow-root-host').map((host) => host.shadowRoot)];
    return roots
      .flatMap((root) =>
        all('.context-view .monaco-menu .action-label, .monaco-menu-container .action-label', root),
      )
      .filter(isShown)
      .map((label) => plain(label.textContent).trim())
      .filter((text) => text !== '');
  }

  function codeActions() {
    const widget = document.querySelector('.action-widget');
    return widget && isShown(widget) ? listLabels(widget, '.title') : [];
  }

  function focusedCodeAction() {
    const row = document.querySelector('.action-widget .monaco-list-row.focused');
    return row ? plain((row.querySelector('.title') ?? row).textContent).trim() : undefined;
  }

  function quickPick() {
    const widget = document.querySelector('.quick-input-widget');
    if (!widget || !isShown(widget)) {
      return undefined;
    }
    const input = widget.querySelector('input.input');
    return {
      placeholder: input?.getAttribute('placeholder') ?? '',
      value: input?.value ?? '',
      message: plain(widget.querySelector('.quick-input-message')?.textContent ?? '').trim(),
      labels: listLabels(widget, '.quick-input-list-label .label-name, .label-name'),
    };
  }

  /** All that the first entry with this label says: its detail, too. */
  function pickRow(label) {
    const row = all('.quick-input-widget .monaco-list-row').find((entry) =>
      plain(entry.textContent).includes(label),
    );
    return row ? plain(row.textContent).trim() : '';
  }

  const notifications = () =>
    all('.notification-list-item-message')
      .filter(isShown)
      .map((element) => plain(element.textContent).trim());

  const dialogs = () =>
    all('.monaco-dialog-box')
      .filter(isShown)
      .map((element) => plain(element.textContent).trim());

  /** Colour classes of the squiggles in view. */
  const squiggles = () =>
    all('.cdr[class*="squiggly-"]').map((element) => /squiggly-(\w+)/.exec(element.className)[1]);

  const lightbulb = () =>
    all(
      '.monaco-editor .codicon-light-bulb, .monaco-editor .codicon-lightbulb, .monaco-editor [class*="codicon-gutter-lightbulb"], .monaco-editor [class*="codicon-lightbulb"]',
    ).some(isShown);

  /**
   * Resolves with the milliseconds from the next key press to the frame in which `read` first returns something new.
   * The page paints in its animation frame; a message posted from there arrives after the frame is drawn.
   */
  function timeNextKey(read, timeoutMs) {
    const before = read();
    return new Promise((resolve) => {
      let pressedAt;
      const observer = new MutationObserver(check);
      const timer = setTimeout(() => finish(undefined), timeoutMs);
      function onKey(event) {
        pressedAt ??= event.timeStamp;
      }
      function finish(value) {
        clearTimeout(timer);
        observer.disconnect();
        removeEventListener('keydown', onKey, true);
        resolve(value);
      }
      function check() {
        const now = read();
        if (pressedAt === undefined || !now || now === before) {
          return;
        }
        observer.disconnect();
        const channel = new MessageChannel();
        channel.port1.onmessage = () => finish(performance.now() - pressedAt);
        channel.port2.postMessage(null);
      }
      addEventListener('keydown', onKey, true);
      observer.observe(document.body, {
        childList: true,
        subtree: true,
        characterData: true,
        attributes: true,
      });
    });
  }

  /** Every text that is painted as ghost text from now on, with the page's clock; '' means it went away. */
  function recordGhost() {
    const events = [];
    let last = ghostText();
    const observer = new MutationObserver(() => {
      const now = ghostText();
      if (now !== last) {
        last = now;
        events.push({ atMs: performance.now(), text: now });
      }
    });
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
    });
    return {
      stop() {
        observer.disconnect();
        return events;
      },
    };
  }

  /** The last keys and what they met, for the evidence of a test that failed. */
  const keyLog = [];
  const nameOf = (element) => `${element?.tagName ?? 'nothing'}.${element?.className ?? ''}`;
  for (const type of ['keydown', 'beforeinput', 'focusin', 'focusout']) {
    addEventListener(
      type,
      (event) => {
        keyLog.push(
          `${Math.round(event.timeStamp)} ${type} ${event.key ?? ''} ${nameOf(event.target)}`,
        );
        keyLog.splice(0, keyLog.length - 60);
      },
      true,
    );
  }

  /** Key presses with the page's clock, to set beside recorded ghost text. */
  const keys = [];
  addEventListener(
    'keydown',
    (event) => keys.push({ atMs: event.timeStamp, key: event.key }),
    true,
  );

  let recorder;
  let pending;
  globalThis.ghostlineTest = {
    ghostText,
    suggestLabels,
    statusItem,
    focusedEditor,
    keyLog: () => [...keyLog, `focus ${nameOf(document.activeElement)} ${document.hasFocus()}`],
    menuLabels,
    codeActions,
    focusedCodeAction,
    quickPick,
    pickRow,
    notifications,
    dialogs,
    squiggles,
    lightbulb,
    startRecording() {
      keys.length = 0;
      recorder = recordGhost();
    },
    stopRecording: () => ({
      originMs: performance.timeOrigin,
      ghosts: recorder.stop(),
      keys: [...keys],
    }),
    /** Arms a measurement; `measured` waits for it. Two calls, so that the key is pressed in between. */
    arm(what, timeoutMs) {
      const read = what === 'ghost' ? ghostText : () => suggestLabels()?.join('\n');
      pending = timeNextKey(read, timeoutMs);
    },
    measured: () => pending,
  };
})();
