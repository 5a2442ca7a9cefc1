import { Checkbox, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import classes from './Dialog.module.css'
import type { OptionForm } from './hostForm.ts'

interface HostOptionFieldsProps {
  form: OptionForm
  onChange(part: Partial<OptionForm>): void
}

/** How hosts are reached beyond their address; the same for one host and for all of a site. */
export function HostOptionFields({ form, onChange }: HostOptionFieldsProps) {
  return (
    <div className={classes.options}>
      <div>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="SSH program"
          data={[
            { value: 'builtin', label: 'Built-in SSH' },
            { value: 'openssh', label: 'System ssh' },
          ]}
          value={form.transport}
          onChange={value => onChange({ transport: value === 'openssh' ? 'openssh' : 'builtin' })}
        />
        <p className={`${classes.dim} ${classes.small}`}>
          System ssh is for certificates, FIDO keys and Kerberos.
        </p>
      </div>
      <TextInput
        label="Jump hosts"
        description="First hop first, separated by commas"
        placeholder="from ssh config"
        value={form.jump}
        onChange={event => onChange({ jump: event.currentTarget.value })}
      />
      <Textarea
        label="Key files"
        description="One a line; ssh config’s where empty"
        placeholder="~/.ssh/id_ed25519"
        autosize
        minRows={1}
        maxRows={4}
        value={form.identityFiles}
        onChange={event => onChange({ identityFiles: event.currentTarget.value })}
      />
      <TextInput
        label="Seconds between samples"
        description="While on screen; 2 where empty"
        placeholder="2"
        inputMode="decimal"
        value={form.tickSeconds}
        onChange={event => onChange({ tickSeconds: event.currentTarget.value })}
      />
      <Checkbox
        label="Ask the SSH agent"
        checked={form.useAgent}
        onChange={event => onChange({ useAgent: event.currentTarget.checked })}
      />
      <Checkbox
        label="Read-only: the host itself refuses changes"
        checked={form.readOnly}
        onChange={event => onChange({ readOnly: event.currentTarget.checked })}
      />
    </div>
  )
}
