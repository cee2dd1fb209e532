import { expect, test } from 'vitest'
import { agentEnvironment, checkEnvironment } from '../../src/host/environment.ts'

test('the agent gets no way into terminals and other sessions', () => {
  const doors = {
    TMUX: '/tmp/tmux-0/default,1,0',
    TMUX_PANE: '%1',
    STY: '1.pts',
    KITTY_LISTEN_ON: 'unix:/k',
    WEZTERM_UNIX_SOCKET: '/w',
    VSCODE_IPC_HOOK_CLI: '/v',
    VSCODE_GIT_IPC_HANDLE: '/g',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus',
    ALACRITTY_SOCKET: '/a',
    ZELLIJ: '0',
    NVIM: '/n',
    GATER_REVIEW_CODE: 'K7QF-2MXR',
  }
  const kept = { PATH: '/bin', HOME: '/root', TERM: 'tmux', GATER_SOCKET: '/s', STYLE: 'x' }
  expect(agentEnvironment({ ...doors, ...kept, GONE: undefined })).toEqual(kept)
})

test.each(['NODE_OPTIONS', 'NODE_PATH', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES'])(
  '%s stops the start',
  (name) =>
    expect(() => checkEnvironment({ [name]: '/x' })).toThrow(
      `\`${name}\` set: it may change what gater is`,
    ),
)

test('an empty one does not, nor does anything else', () => {
  expect(() =>
    checkEnvironment({ NODE_OPTIONS: '', NODE_ENV: 'test', OLD_PATH: '/' }),
  ).not.toThrow()
})
