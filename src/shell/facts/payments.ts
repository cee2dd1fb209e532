import type { Family, Program } from './program.ts'

const moves: Program = {
  risk: 'payment',
  why: 'moves money',
  style: 'none',
  operands: { rest: 'text' },
}

const reads: Program = {
  risk: 'external',
  why: 'reads from the payment provider',
  style: 'none',
  operands: { rest: 'text' },
}

/** Programs that can move money. */
export const payments: Family = {
  stripe: {
    ...moves,
    style: 'posix',
    subcommands: {
      'listen logs status open version samples serve fixtures trigger': reads,
      'login config': { ...reads, attributes: ['secret'], why: 'handles payment credentials' },
      'balance events products prices customers invoices charges refunds payouts subscriptions payment_intents transfers disputes':
        {
          ...moves,
          style: 'posix',
          subcommands: { 'list retrieve search': reads },
        },
    },
    env: ['STRIPE_*'],
  },
  'paypal braintree adyen plaid square coinbase bitcoin-cli lncli lightning-cli geth cast solana spl-token near ethdo monero-wallet-cli electrum wise revolut':
    moves,
}
