# Where a phone of model 42/2 looks for its configuration:
# https://provider.example/42/2/7C2F80820EC0.xml
output "configuration" {
  value = provider::gigaset::expand_url("https://provider.example/%DVID/%MACD.xml", "7C2F80820EC0", "42/2")
}
