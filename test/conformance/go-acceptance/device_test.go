// Package acceptance tests gigaset_device with terraform-plugin-testing, as other providers test their resources: with a
// real engine, the installed provider and a real redirect server, which the environment names.
package acceptance

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

const (
	address = "gigaset_device.reception"
	mac     = "7C2F80820EC0"
	macID   = "7C2F80820EC0-55DF"
)

// The provider comes from the mirror that TF_CLI_CONFIG_FILE names.
var providers = map[string]resource.ExternalProvider{"gigaset": {Source: "gigaset-redirect/gigaset"}}

func device(url, more string) string {
	return fmt.Sprintf(`
resource "gigaset_device" "reception" {
  mac_id        = %q
  url           = %q
  provider_name = "Daryna"
%s
}
`, macID, url, more)
}

const (
	first  = "https://prov.example.com/%DVID/%MACD.xml"
	second = "https://other.example.com/%MACD.xml"
)

// Asks the redirect server directly, without the provider, for the registration of the phone.
func serverSays(words string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		call := `<methodCall><methodName>autoprov.checkDevice</methodName><params><param><value><string>` + mac +
			`</string></value></param></params></methodCall>`
		request, err := http.NewRequest("POST", os.Getenv("GIGASET_ENDPOINT")+"/apxml/rpc.do", strings.NewReader(call))
		if err != nil {
			return err
		}
		request.SetBasicAuth(os.Getenv("GIGASET_USERNAME"), os.Getenv("GIGASET_PASSWORD"))
		request.Header.Set("Content-Type", "text/xml")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err == nil && !strings.Contains(string(body), words) {
			err = fmt.Errorf("the server does not say %q: %s", words, body)
		}
		return err
	}
}

func TestDevice(t *testing.T) {
	var registered string
	resource.Test(t, resource.TestCase{
		ExternalProviders: providers,
		CheckDestroy:      serverSays("mac_not_found:" + mac),
		Steps: []resource.TestStep{
			{
				Config: device(first, ""),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("mac"), knownvalue.StringExact(mac)),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("registered_at")),
					plancheck.ExpectSensitiveValue(address, tfjsonpath.New("mac_id")),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("url"), knownvalue.StringExact(first)),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("registered_at"), knownvalue.NotNull()),
					statecheck.ExpectSensitiveValue(address, tfjsonpath.New("password")),
				},
				Check: resource.ComposeAggregateTestCheckFunc(
					serverSays(first),
					resource.TestCheckResourceAttrWith(address, "registered_at", func(date string) error {
						registered = date
						return nil
					}),
				),
			},
			{
				// The same phone with another notation of its MAC: the plan is empty.
				Config:             device(first, "  on_conflict = null"),
				PlanOnly:           true,
				ExpectNonEmptyPlan: false,
			},
			{
				ResourceName:                         address,
				ImportState:                          true,
				ImportStateId:                        macID,
				ImportStateVerify:                    true,
				ImportStateVerifyIdentifierAttribute: "mac",
				// The server returns it only once, when the phone is registered.
				ImportStateVerifyIgnore: []string{"password"},
			},
			{
				// An import block; its plan changes nothing.
				ResourceName:    address,
				ImportState:     true,
				ImportStateId:   macID,
				ImportStateKind: resource.ImportBlockWithID,
			},
			{
				ResourceName:  address,
				ImportState:   true,
				ImportStateId: "reception",
				ExpectError:   regexp.MustCompile("Invalid import ID"),
			},
			{
				Config: device(second, ""),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				}},
				Check: resource.ComposeAggregateTestCheckFunc(
					serverSays(second),
					resource.TestCheckResourceAttr(address, "url", second),
					resource.TestCheckResourceAttr(address, "mac", mac),
					resource.TestCheckResourceAttrWith(address, "registered_at", func(date string) error {
						if registered == "" || date == "" {
							return fmt.Errorf("registered at %q, then at %q", registered, date)
						}
						return nil
					}),
				),
			},
			{
				RefreshState: true,
			},
			{
				Config:      device("ftp://prov.example.com", ""),
				ExpectError: regexp.MustCompile("(?s)Invalid url.*http"),
			},
			{
				Config: device(second, `
  url_credentials = {
    username = "phone"
    password = "secret"
  }`),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("url"), knownvalue.StringExact(second)),
					statecheck.ExpectSensitiveValue(address, tfjsonpath.New("url_credentials").AtMapKey("password")),
				},
			},
		},
	})
}

func TestDeviceIsReplacedForAnotherMAC(t *testing.T) {
	of := func(id string) string {
		return fmt.Sprintf(`
resource "gigaset_device" "reception" {
  mac_id        = %q
  url           = %q
  provider_name = "Daryna"
}
`, id, first)
	}
	resource.Test(t, resource.TestCase{
		ExternalProviders: providers,
		Steps: []resource.TestStep{
			{Config: of("7C2F80208295-1910")},
			{
				Config: of("7c:2f:80:20:82:95-1910"),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectEmptyPlan(),
				}},
			},
			{
				Config: of(macID),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionReplace),
				}},
				Check: resource.TestCheckResourceAttr(address, "mac", mac),
			},
			{Config: of(macID), Destroy: true},
		},
	})
}

func TestFunctions(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ExternalProviders: providers,
		Steps: []resource.TestStep{{
			Config: `
terraform {
  required_providers {
    gigaset = { source = "gigaset-redirect/gigaset" }
  }
}
output "mac" {
  value = provider::gigaset::normalize_mac("7c-2f-80-82-0e-c0")
}
`,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("mac", knownvalue.StringExact(mac)),
			},
		}},
	})
}

func TestMain(m *testing.M) {
	for _, name := range []string{"TF_ACC", "TF_ACC_TERRAFORM_PATH", "TF_CLI_CONFIG_FILE", "GIGASET_ENDPOINT"} {
		if os.Getenv(name) == "" {
			fmt.Fprintf(os.Stderr, "%s is not set: these tests are run by test/conformance/acceptance.test.ts\n", name)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}
