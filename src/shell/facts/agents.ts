import type { Family } from './program.ts'

/** Agents that start further agents, and gater itself. */
export const agents: Family = {
  'claude codex gemini opencode aider amp crush qwen cursor-agent droid kilo cline q kiro ollama llm sgpt chatgpt interpreter open-interpreter':
    {
      risk: 'external',
      why: 'starts another agent, outside this gate',
      style: 'none',
      operands: { rest: 'text' },
      env: ['ANTHROPIC_*', 'OPENAI_*', 'GEMINI_*', 'GOOGLE_*', 'CLAUDE_*', 'CODEX_*'],
      info: '--version -v -V --help -h',
    },
  gater: {
    risk: 'external',
    why: 'changes the gate itself',
    style: 'posix',
    operands: { rest: 'text' },
    subcommands: {
      'explain log status doctor': {
        risk: 'read',
        style: 'none',
        operands: { rest: 'text' },
      },
    },
    info: '--version --help',
  },
}
