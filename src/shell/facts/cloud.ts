import type { Family, Program } from './program.ts'

const acts: Program = {
  risk: 'production',
  why: 'changes or reads remote infrastructure',
  style: 'none',
  operands: { rest: 'text' },
}
const reads: Program = {
  ...acts,
  why: 'reads from remote infrastructure with credentials',
}
const secret: Program = {
  ...acts,
  attributes: ['secret'],
  why: 'reads credentials of remote infrastructure',
}
const deletes: Program = { ...acts, why: 'deletes remote infrastructure' }
const deploys: Program = { ...acts, why: 'deploys' }
const local: Program = {
  risk: 'read',
  flags: '--client --short',
  values: '-o --output',
  operands: { rest: 'text' },
}

/** Infrastructure: whatever is remote and needs credentials is production until a rule says otherwise. */
export const cloud: Family = {
  'kubectl oc k': {
    ...acts,
    style: 'posix',
    subcommands: {
      'get describe logs top explain api-resources api-versions cluster-info diff events wait':
        reads,
      version: {
        ...reads,
        style: 'gnu',
        flags: '--short',
        values: '-o --output',
        modes: { '--client': { risk: 'read', why: '' } },
      },
      'completion options': local,
      config: {
        ...secret,
        style: 'posix',
        subcommands: {
          'current-context get-contexts get-clusters get-users': {
            risk: 'read',
            flags: '--no-headers',
            values: '-o --output',
          },
        },
      },
      delete: { ...deletes, why: 'deletes from the cluster' },
      'exec attach cp port-forward proxy debug run': { ...acts, why: 'runs code in the cluster' },
    },
    env: ['KUBE*'],
    info: '--help -h',
  },
  helm: {
    ...acts,
    style: 'posix',
    subcommands: {
      version: { risk: 'read', flags: '--short --client', values: '--template' },
      'list ls status get history show search': reads,
      'template lint': {
        risk: 'unknown',
        why: 'runs the templates of the chart',
        style: 'none',
        operands: { rest: 'text' },
      },
      'uninstall delete del un': deletes,
    },
    env: ['HELM_*', 'KUBE*'],
  },
  'terraform tofu terragrunt': {
    ...acts,
    style: 'posix',
    subcommands: {
      version: { risk: 'read', style: 'long', flags: '-json' },
      fmt: {
        risk: 'reversible',
        why: 'formats files in place',
        style: 'long',
        flags: '-diff -recursive -no-color -list=true -list=false -write=true',
        operands: { rest: 'write' },
        modes: { '-check -write=false': { risk: 'read', why: '', operands: { rest: 'read' } } },
      },
      destroy: { ...deletes, why: 'destroys infrastructure' },
      'apply import taint untaint state force-unlock': { ...acts, why: 'changes infrastructure' },
      'plan refresh': reads,
      'show output console': secret,
      'validate init get providers graph workspace test': {
        risk: 'unknown',
        why: 'runs or downloads providers',
        style: 'none',
        operands: { rest: 'text' },
      },
    },
    env: ['TF_*', 'AWS_*', 'GOOGLE_*', 'ARM_*'],
    info: '--version -version -v --help -help',
  },
  'aws gcloud az doctl oci ibmcloud linode-cli hcloud scw aliyun tccli bq eksctl kops': {
    ...acts,
    env: ['AWS_*', 'CLOUDSDK_*', 'GOOGLE_*', 'AZURE_*'],
    info: '--version -v version --help help',
  },
  'pulumi cdk sam serverless sls copilot eb amplify chalice ansible ansible-playbook ansible-vault ansible-galaxy salt salt-ssh chef knife puppet packer nomad consul waypoint boundary crossplane argocd flux helmfile istioctl linkerd velero kubeadm rancher okteto':
    { ...deploys, info: '--version -v version --help help' },
  kustomize: {
    risk: 'unknown',
    why: 'may run plugins and fetch bases',
    style: 'none',
    operands: { rest: 'text' },
  },
  'fly flyctl vercel now netlify heroku wrangler render railway surge firebase supabase dokku kamal cap shipit deployctl up zeit nixops colmena deploy-rs sst turso neonctl planetscale pscale cf databricks snowsql snow modal replicate huggingface-cli hf gradio runpodctl vastai kaggle wandb':
    { ...deploys, info: '--version -v -V version --help help' },
  'nsupdate rndc': acts,
}
