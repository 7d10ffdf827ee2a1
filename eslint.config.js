import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The house: an import may only point down this list (or stay in its room).
 * `provider` and its basement `provider/framework` are two floors; the server stands between them.
 */
const floors = [
  { name: 'cli', folder: './cli' },
  { name: 'constructs', folder: './constructs' },
  { name: 'provider', folder: './provider', except: ['./framework'] },
  { name: 'server', folder: './server' },
  { name: 'provider/framework', folder: './provider/framework' },
  { name: 'autoprov', folder: './autoprov' },
];

/** What stands around the house may look in, and nobody in the house may look out. */
const outside = ['./test', './bench', './examples', './setup'];

const zones = floors.flatMap((floor, level) => [
  ...floors.slice(0, level).map((above) => ({
    target: floor.folder,
    from: above.folder,
    ...(above.except ? { except: above.except } : {}),
    message: `${floor.name} is below ${above.name}: imports point down only.`,
  })),
  ...outside.map((from) => ({
    target: floor.folder,
    from,
    message: `${floor.name} must not import what stands outside the house.`,
  })),
]);
// The framework knows nothing of Gigaset: not even the ground floor.
zones.push({
  target: './provider/framework',
  from: './autoprov',
  message: 'provider/framework knows nothing of Gigaset: it could be lifted out.',
});

export default tseslint.config(
  { ignores: ['**/gen/**', 'dist/**', '**/cdktf.out/**', '.work/**', '.demo/**', 'node_modules/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { maxDepth: 8 }],
      'import-x/no-default-export': 'error',
      'import-x/order': ['error', { alphabetize: { order: 'asc' }, 'newlines-between': 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unsafe-type-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // jest's matchers are typed with `any` inside; what matters in a test is the situation and the promise.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
);
