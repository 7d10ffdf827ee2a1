/** The DX800's settings that enable the redirect server (vendor's manual), with one file for each variant. */
const settings = `BS_IP_Data1.ucB_HAS_PROVISIONING_CODE=1
BS_IP_Data1.ucB_SHOW_PROVISIONING_CODE_IN_HS=1
BS_IP_Data1.ucB_AUTOPROVISIONING=0
BS_IP_Data1.ucI_AUTOPROVISIONING_STYLE=0
BS_IP_Data1.ucB_AUTO_UPDATE_PROFILE=1
BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1=1
BS_IP_Data1.aucS_AUTOPROVISIONING_CODE=0x34,0x34,0x34
`;

export const dx800Files = [
  { file: 'DX800_Provisioning_Norm_patch.cfg', variant: 'Dutch variant', text: settings },
  { file: 'DX800_Provisioning_Norm_patch_de.cfg', variant: 'German variant', text: settings },
] as const;
