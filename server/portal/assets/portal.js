// What is better with script. Every page works without.

// A MAC is shown as it will be understood, while it is typed.
for (const input of document.querySelectorAll('input[data-mac]')) {
  const wantsId = input.dataset.mac === 'id';
  const output = document.createElement('small');
  output.className = 'understood';
  output.setAttribute('aria-live', 'polite');
  input.after(output);
  const tell = () => {
    const digits = input.value
      .replace(/[\s:.\-‐-―−]/g, '')
      .replace(/\*+$/, '')
      .toUpperCase();
    const strange = /[^0-9A-F]/.exec(digits)?.[0];
    let understood;
    if (digits === '') understood = '';
    else if (strange) understood = `"${strange}" is not a hex digit (0-9, A-F)`;
    else if (digits.length === 12 && !wantsId) understood = digits;
    else if (digits.length === 12) understood = `${digits}-… and the 4 characters after the hyphen`;
    else if (digits.length === 16) understood = `${digits.slice(0, 12)}-${digits.slice(12)}`;
    else understood = `${digits.length} of ${wantsId || digits.length > 12 ? 16 : 12} digits`;
    // Not what is in the field already.
    output.textContent = understood === input.value ? '' : understood;
  };
  input.addEventListener('input', tell);
  // The server has said what is wrong with the first value.
  if (!input.hasAttribute('aria-invalid')) tell();
}

// One tick for all on the page; the bar counts and needs a tick.
for (const all of document.querySelectorAll('input[data-all]')) {
  const form = all.form;
  const ticks = [...form.querySelectorAll('input[name="mac"]')];
  const buttons = form.querySelectorAll('button[data-needs-tick]');
  const ticked = form.querySelector('output.ticked');
  const count = () => {
    const number = ticks.filter((tick) => tick.checked).length;
    for (const button of buttons) button.disabled = number === 0;
    ticked.textContent = number === 0 ? 'No phone is ticked' : `${number} ${number === 1 ? 'phone' : 'phones'} ticked`;
    all.checked = number === ticks.length;
    all.indeterminate = number > 0 && number < ticks.length;
  };
  all.closest('[hidden]').hidden = false;
  ticked.classList.add('counted');
  all.addEventListener('change', () => {
    for (const tick of ticks) tick.checked = all.checked;
    count();
  });
  form.addEventListener('change', count);
  count();
}

// A chosen filter works at once; its button is for those without script.
for (const form of document.querySelectorAll('form[data-autosubmit]')) {
  for (const select of form.querySelectorAll('select')) {
    select.addEventListener('change', () => form.requestSubmit());
  }
}

// Nothing is sent twice by an impatient second click.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', () => {
    setTimeout(() => {
      for (const button of form.querySelectorAll('button')) button.disabled = true;
    });
  });
}
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
