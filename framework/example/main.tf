terraform {
  required_providers {
    null = {
      source = "hashicorp/null"
    }
  }
}

resource "null_resource" "hello" {
  triggers = {
    greeting = "Hello"
  }
}

output "id" {
  value = null_resource.hello.id
}
